"""What our own data can decide (domain brief §2.1), one function for each rule."""
