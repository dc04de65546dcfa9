"""What is pending on its way: asked about, kept on disk, sent, and told row by row."""
