"""The face of the editor of conditions and formulas.

editor = Editor.read(request, "condition", terms, rule)       # from the page's POST, or of the rule on GET
if (reply := answer(request, [editor])) is not None:           # the page's script wants the widget anew
    return reply
if request.method == "POST" and not editor.acted and editor.complete: save(editor.rule)
…  {{ editor.html() }}  …  <script type="module" src="{{ static("conditions/editor.js") }}">
"""

from parvis.conditions.data import Told
from parvis.conditions.domain import typed
from parvis.conditions.domain.editor import Editor, answer
from parvis.conditions.domain.explaining import Explained, explain, in_words

__all__ = ["Editor", "Explained", "Told", "answer", "explain", "in_words", "typed"]
