"""Owns a run: timeline, presets, verbs, measures, command line. No Qt here."""
