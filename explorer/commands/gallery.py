"""The program without a command: the window. It imports what the first picture needs, no more."""

from argparse import Namespace


def gallery(_options: Namespace) -> int:
    """The window, all stories first."""
    from ui import app

    return app.show(None)
