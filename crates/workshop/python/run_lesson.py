"""Executes one lesson with the real kernel and tells of it in lines of JSON.

usage: run_lesson NOTEBOOK --root CLONE [--write] [--limit SECONDS]
"""

import argparse
import json
import signal
import sys
import time
from pathlib import Path

import check_lessons
import judge
import lesson
from kernel import Kernel, KernelDied

# Longer than this and a reader wonders; the first code cell waits for the kernel's libraries.
LONG_CELL = 10.0
# What a kernel may take to start: it waits for the libraries that evcxr.toml names.
LONG_START = 300.0


def tell(event, **fields):
    """One line for the Rust side."""
    print(json.dumps({"event": event, **fields}), flush=True)


class Run:
    """One lesson under way."""

    def __init__(self, args):
        self.args = args
        self.path = Path(args.notebook)
        self.problems = 0

    def problem(self, kind, message, index=None, cell=None):
        """Something for which the lesson fails."""
        self.problems += 1
        where = {}
        if cell is not None:
            where = {"index": index, "cell": cell.get("id"), "line": lesson.first_line(cell)}
        tell("problem", kind=kind, message=message, **where)

    def warning(self, message, index, cell):
        """Something to mend for which nothing fails here."""
        tell("warning", message=message, index=index, cell=cell and cell.get("id"))

    def all(self):
        """The whole of it."""
        try:
            nb, raw = lesson.load(self.path)
        except lesson.BadLesson as error:
            self.problem("notebook", str(error))
            return
        for index, message in lesson.pairs(nb)[1]:
            self.problem("exercise", message, index, nb.cells[index])
        for found in check_lessons.source_problems(nb, self.path.stem):
            # The tests fail for these; a lesson that is being written may still run.
            cell = None if found.index is None else nb.cells[found.index]
            self.warning(found.message, found.index, cell)
        before = self.problems
        self.execute(nb)
        lesson.without_noise(nb)
        ran_well = self.problems == before
        for found in check_lessons.output_problems(nb) if ran_well else ():
            self.problem("output", found.message, found.index, nb.cells[found.index])
        if self.args.write and not self.problems:
            try:
                lesson.save(self.path, nb, raw)
                tell("saved")
            except OSError as error:
                self.problem("not saved", f"{error.strerror}: {error.filename}")
            except lesson.BadLesson as error:
                self.problem("not saved", str(error))

    def execute(self, nb):
        """Runs the cells from first to last."""
        code = [(i, cell) for i, cell in enumerate(nb.cells) if cell.cell_type == "code"]
        if not code:
            self.problem("lesson", "there is no code cell in it")
            return
        solutions, _ = lesson.pairs(nb)
        start, kernel, ran = time.monotonic(), None, 0
        index, cell = code[0]
        try:
            kernel = Kernel(self.path, max(self.args.limit, LONG_START))
            tell("ready", seconds=time.monotonic() - start, cells=len(code))
            for ran, (index, cell) in enumerate(code, 1):
                if not self.cell(kernel, index, cell, solutions, is_first=ran == 1):
                    break
        except KernelDied as error:
            self.problem("kernel died", str(error), index, cell)
        finally:
            if kernel is not None:
                kernel.close()
        tell("ran", cells=ran, of=len(code), seconds=time.monotonic() - start)

    def cell(self, kernel, index, cell, solutions, is_first):
        """Runs one cell, and before it the solution of an exercise; False: none can follow."""
        number = lesson.exercise(cell) if "exercise" in lesson.tags(cell) else None
        if number in solutions and not self.solution(kernel, solutions[number], index, cell):
            return False
        ran = kernel.run(cell.source, self.args.limit)
        goes_on = self.judge(kernel, ran, index, cell, number)
        judge.tidy(ran, self.args.root, number is not None)
        cell.outputs = ran.outputs()
        tell("cell", index=index, cell=cell.get("id"), seconds=ran.seconds)
        if ran.seconds > LONG_CELL and ran.status != "timeout" and not is_first:
            self.warning(f"took {ran.seconds:.0f} s, longer than {LONG_CELL:.0f} s", index, cell)
        return goes_on

    def solution(self, kernel, code, index, cell):
        """Runs the solution of the exercise in `cell`; its check must say that it is right."""
        number = lesson.exercise(cell)
        ran = kernel.run(code, self.args.limit)
        if ran.status == "ok" and judge.verdict(ran, number) is None:
            kernel.fence(ran)
        failed, said = judge.failure(ran, {"exercise"}), judge.verdict(ran, number)
        tell("solution", exercise=number, verdict=said, seconds=ran.seconds)
        if failed:
            self.problem(failed[0], f"in the solution of {number}: {failed[1]}", index, cell)
        elif said not in ("right", "right and fast"):
            told = f"`{said}`\n{ran.plain().strip()}" if said else judge.verdict_of_another(ran, number)
            message = f"the solution of {number} must be right, but its check said {told}"
            self.problem("solution", message, index, cell)
        return ran.status != "timeout"

    def judge(self, kernel, ran, index, cell, number):
        """Compares what the cell did with what its tags say; False: no other cell can follow."""
        tags = lesson.tags(cell)
        must_fail = "raises-exception" in tags
        is_open = number is not None and not must_fail
        failed = judge.failure(ran, tags)
        late = failed or must_fail or (is_open and judge.verdict(ran, number) is None)
        if late and ran.status != "timeout":
            # What comes late may complete, or change, what is known of this cell.
            kernel.fence(ran)
            failed = judge.failure(ran, tags)
        if must_fail and ran.status != "timeout":
            if not failed:
                message = "tagged `raises-exception`, but it ran without an error"
                self.problem("no error", message, index, cell)
            return True
        if failed:
            self.problem(*failed, index, cell)
            # Variables are missing now: what comes after could only repeat it.
            return False
        said = judge.verdict(ran, number)
        if is_open and said not in ("not yet", "wrong"):
            told = f"`{said}`" if said else judge.verdict_of_another(ran, number)
            message = f"exercise {number} as it stands must be not yet right, but its check said {told}"
            self.problem("exercise", message, index, cell)
        return True


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("notebook")
    parser.add_argument("--root", required=True)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--limit", type=float, default=300.0)
    # So that the kernel is closed when this is asked to end.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    Run(parser.parse_args()).all()

