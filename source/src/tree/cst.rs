//! A tree of what the parser saw.
