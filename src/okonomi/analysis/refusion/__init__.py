"""What does it cost the municipality after the state's refund? From gross to net, per function."""
