"""PostgreSQL with streaming replication: one primary, and standbys that follow it."""
