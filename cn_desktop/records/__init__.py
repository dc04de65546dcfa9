"""The domain: pure values and rules. No input or output, no threads, no Qt."""
