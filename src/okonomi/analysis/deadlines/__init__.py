"""Do we keep the deadlines? The law's, by its version, and apart from them the local targets."""
