"""What is too large fails; what is only large is shown."""

from checks.sizes import faults, functions, ratio_of_tests, share, summary

SHORT = "def greet() -> str:\n    return 'hello'\n"


def function_of(lines: int) -> str:
    return "def long() -> None:\n" + "    pass\n" * (lines - 1)


def test_a_file_of_300_lines_passes_and_one_more_fails() -> None:
    tests = {"tests/test_a.py": "\n" * 300}

    assert faults({"switchboard/a.py": "\n" * 300} | tests) == []
    assert faults({"tests/test_a.py": "\n" * 301}) == [
        "tests/test_a.py: 301 lines, at most 300: cut it where the subject changes"
    ]


def test_a_function_of_50_lines_passes_and_one_more_fails() -> None:
    assert faults({"tests/test_a.py": function_of(50)}) == []
    assert faults({"tests/test_a.py": "\n" + function_of(51)}) == [
        "tests/test_a.py:2: long has 51 lines, at most 50"
    ]


def test_fewer_lines_of_tests_than_of_source_fail() -> None:
    assert faults({"services/a.py": SHORT, "tests/test_a.py": "\n"}) == [
        "tests: 0.50 lines a line of source, at least 1"
    ]


def test_tools_and_deployment_count_neither_as_source_nor_as_tests() -> None:
    assert ratio_of_tests({"checks/a.py": SHORT, "services/a.py": SHORT, "tests/b.py": SHORT}) == 1


def test_methods_and_nested_functions_count_each() -> None:
    text = "class A:\n    async def a(self):\n        def b():\n            pass\n"

    assert [(one.name, one.line, one.lines) for one in functions("a.py", text)] == [
        ("a", 2, 3),
        ("b", 3, 2),
    ]


def test_a_share_is_the_size_that_so_many_do_not_exceed() -> None:
    assert share([5, 1, 3], 0.5) == 3
    assert share(range(1, 11), 0.9) == 9
    assert share([7], 0.9) == 7
    assert share([], 0.5) == 0


def test_the_summary_tells_medians_and_leaves_empty_files_out() -> None:
    told = summary({"services/__init__.py": "", "services/a.py": SHORT, "tests/a.py": SHORT * 2})

    assert told == (
        "files: median 2, largest 4 lines (goal 120, limit 300); "
        "functions: median 2, 90 % within 2, largest 2 lines (goal 8 and 25, limit 50); "
        "tests: 2.00 lines a line of source"
    )
