"""What rows stand beside: the same work, as users of other tools would write it.

`make bench` installs the tools; nothing else imports this room.
"""
