"""What must hold of a run whatever happens to it, checked from outside against its log."""
