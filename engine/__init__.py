"""The deterministic cluster and the social network on it."""
