"""The window: draws frames, emits commands. The wall clock lives only here."""
