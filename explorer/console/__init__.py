"""The SSH console: the verb language at somebody's own terminal, in scripts and pipes. No Qt.

Two threads, and one queue between them. The SSH thread runs asyncio: it knows keys, sessions and
lines, and neither the run nor any widget. Whoever owns the run answers the lines at its ticks
(`desk`, `answering`): a program without a window (`alone`), or the window (`ui.console_door`).

    ssh -> server -> session -> Desk.ask -> Answering.see_to -> Host.do -> Answer -> session -> ssh
"""
