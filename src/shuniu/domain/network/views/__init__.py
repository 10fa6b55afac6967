"""Pages of the network: ties and their confirmation."""
