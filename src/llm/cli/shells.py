"""How the shells that ask for completions are answered, each in its own way.

What they ask for is found by click, and by `completing.py`. Zsh, fish and PowerShell have click's
own ways. Bash has one of ours: it cuts words at colons, which names of models and of templates
have; `bash.py` has what goes to and fro. Where each shell looks for the script that asks is in
`shell_scripts.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from click.shell_completion import (
    BashComplete,
    add_completion_class,
    split_arg_string,
)

from llm.cli.bash import line_of_bash, offer_to_bash

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

PROGRAM = "llm"

_BASH = """\
%(complete_func)s() {
    local kind value
    COMPREPLY=()
    while IFS=$'\\t' read -r kind value; do
        case $kind in
            dir) compopt -o dirnames 2>/dev/null ;;
            file) compopt -o default 2>/dev/null ;;
            plain) COMPREPLY+=("$value"); [[ $value == *: ]] && compopt -o nospace 2>/dev/null ;;
        esac
    done < <(COMP_LINE="${COMP_LINE:0:COMP_POINT}" COMP_WORDBREAKS="$COMP_WORDBREAKS" \\
        %(complete_var)s=bash_complete "$1" 2>/dev/null)
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""


class BashScript(BashComplete):
    """Completion for bash 4.4 and later, of words with colons, too."""

    source_template = _BASH

    def source(self) -> str:
        """The script; who asks for it need not run bash."""
        return self.source_template % self.source_vars()

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words of the line before the one that is typed, and that one as far as it is."""
        line = line_of_bash()
        words = split_arg_string(line)
        incomplete = "" if not words or line.endswith(" ") else words.pop()
        self._incomplete = incomplete
        return words[1:], incomplete

    def format_completion(self, item: CompletionItem[Any]) -> str:
        """A line for the script."""
        return offer_to_bash(str(item.value), self._incomplete, item.type)


def answer_shells() -> None:
    """Let click answer the shell that asks."""
    add_completion_class(BashScript)
