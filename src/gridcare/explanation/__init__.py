"""A method told in words, in Chinese or in English, from nothing but its declaration."""
