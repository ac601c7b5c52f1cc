"""What the program is measured by: each row beside a peer or a limit, measured in the same run.

A figure is a ratio: what a machine makes of both sides moves neither. `table` has the rows, a file
each; `peers` has what they stand beside, written as its own users would write it.
"""
