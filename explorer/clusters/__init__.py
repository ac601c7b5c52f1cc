"""Clusters that are no simulation: real databases under the same stories."""
