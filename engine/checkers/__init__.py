"""Consistency checkers over any history, ours or not: pure, and as exact as each file says."""
