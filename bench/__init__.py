"""Measurements that can be repeated; see the README, "Measure it", and docs/performance.md."""
