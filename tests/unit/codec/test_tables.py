"""The path of a table leads to its line, whatever stands between."""

from gridcare.codec.tables import table_lines

TEXT = '''# a [comment] = 1
name = "x"
note = """
[not.a.table]
key = 3
"""
[words."no answer"]
zh = "无"
[[tracks]]
  [[tracks.parts]]
  moves = [
    ["a"],
    {on = "b"},
  ]
  [[tracks.parts]]
  name = 'second' # [[tracks]]
[[tracks]]
[tracks.workflow]
a.b = 1
[[tracks.parts]]
name = "third"
'''


class TestLines:
    def test_of_tables_and_keys(self) -> None:
        assert {
            "name": 2,
            "note": 3,
            "words['no answer']": 7,
            "words['no answer'].zh": 8,
            "tracks[0]": 9,
            "tracks[0].parts[0]": 10,
            "tracks[0].parts[0].moves": 11,
            "tracks[0].parts[1]": 15,
            "tracks[0].parts[1].name": 16,
            "tracks[1]": 17,
            "tracks[1].workflow": 18,
            "tracks[1].workflow.a.b": 19,
            "tracks[1].parts[0]": 20,
            "tracks[1].parts[0].name": 21,
        } == table_lines(TEXT)

    def test_windows_line_ends_count_alike(self) -> None:
        assert {"a": 1, "b[0]": 2, "b[0].c": 3} == table_lines("a = 1\r\n[[b]]\r\nc = 2\r\n")
