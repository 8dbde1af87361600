"""The commands, one module each: its arguments, what it prints, its exit status. What it does stands elsewhere.

What takes long to import is imported when a command runs: a check that has nothing new to evaluate starts at once.
"""

from proofread.commands import check, explain, fix, mutate, new, stats, sync

#: In the order of the help.
COMMANDS = (check, explain, fix, sync, new, stats, mutate)

__all__ = ["COMMANDS"]
