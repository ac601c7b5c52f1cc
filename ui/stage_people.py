"""Who is drawn on the stage: everybody of few people, of many those whose screens are shown."""

from dataclasses import replace

from explorer.following import EVERYBODY
from explorer.frame import Frame
from explorer.frame_stage import ServerView


def servers(frame: Frame) -> tuple[ServerView, ...]:
    """The servers, with those of their users who are drawn."""
    if sum(len(server.users) for server in frame.servers) <= EVERYBODY:
        return frame.servers
    seen = {screen.user for screen in frame.screens}
    return tuple(
        replace(server, users=tuple(user for user in server.users if user in seen))
        for server in frame.servers
    )


def untold(frame: Frame) -> int:
    """How many people are not drawn."""
    everybody, drawn = (
        sum(len(server.users) for server in there) for there in (frame.servers, servers(frame))
    )
    return everybody - drawn
