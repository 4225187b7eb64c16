"""PDF forms (AcroForm): their fields become questions."""
