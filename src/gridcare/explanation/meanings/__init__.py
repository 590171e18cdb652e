"""What each code means and what to do about it, in English and in Chinese, by the wing that uses it first."""
