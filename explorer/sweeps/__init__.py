"""A story over many settings and seeds: which runs, done where, and what may be made of them."""
