"""Hypothesis strategies: answers that a person could give to the shipped questions, in any combination."""

from collections.abc import Mapping

from hypothesis import strategies as st

from hipback_cli.knowledge.load import load_knowledge
from hipback_cli.knowledge.types import NOT_SURE, Answer, Question

KNOWLEDGE = load_knowledge()


def answer_to(question: Question) -> st.SearchStrategy[Answer]:
    """Any valid answer to one question, "not sure" included."""
    options = [option.id for option in question.options]
    if question.kind == "yes_no":
        return st.sampled_from([True, False, NOT_SURE])
    if question.kind == "number":
        return st.one_of(st.integers(question.minimum, question.maximum), st.just(NOT_SURE))
    if question.kind == "multi":
        marks = st.dictionaries(st.sampled_from(options), st.sampled_from([True, False, NOT_SURE]))
        none = question.exclusive or ""
        alone: Answer = {option: option == none for option in options}
        return marks.map(lambda drawn: alone if drawn.get(none) is True else drawn)
    return st.sampled_from([*options, NOT_SURE])


@st.composite
def answers(draw: st.DrawFn, most: int = 15) -> Mapping[str, Answer]:
    """Answers to up to `most` questions, in random order."""
    questions = draw(
        st.lists(st.sampled_from(list(KNOWLEDGE.questions.values())), unique_by=lambda q: q.id, max_size=most)
    )
    return {question.id: draw(answer_to(question)) for question in questions}
