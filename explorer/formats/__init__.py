"""A run in the formats of other people's tools.

A file here for each format; `facts` is what all of them write down, `writing` the table of them.
"""

NAMES = ("jepsen", "maelstrom", "shiviz", "perfetto", "otlp", "csv", "sqlite")
"""What `export --to` calls them."""
