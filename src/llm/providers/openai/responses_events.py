"""The types of events of the Responses API that are passed over, each with the reason."""

from __future__ import annotations

from collections.abc import Mapping

_REPEATED = "response.output_item.done has it too"
_STATE = "says how far a tool has come; its item, once it is done, says what it did"
_PIECE = "a piece of what a tool inside the provider does; its finished item has it in full"
_SOUND = "no model of this API gives sound, and nothing that we send asks for it"
IGNORED: Mapping[str, str] = {
    "response.audio.delta": _SOUND,
    "response.audio.done": _SOUND,
    "response.audio.transcript.delta": _SOUND,
    "response.audio.transcript.done": _SOUND,
    "response.code_interpreter_call.completed": _STATE,
    "response.code_interpreter_call.in_progress": _STATE,
    "response.code_interpreter_call.interpreting": _STATE,
    "response.code_interpreter_call_code.delta": _PIECE,
    "response.code_interpreter_call_code.done": _PIECE,
    "response.compaction.compacting": "what is compacted is of no use outside the provider",
    "response.content_part.added": "empty; what is in it follows in deltas",
    "response.content_part.done": _REPEATED,
    "response.custom_tool_call_input.delta": "only the whole text can be made an argument in JSON",
    "response.custom_tool_call_input.done": _REPEATED,
    "response.file_search_call.completed": _STATE,
    "response.file_search_call.in_progress": _STATE,
    "response.file_search_call.searching": _STATE,
    "response.function_call_arguments.done": _REPEATED,
    "response.image_generation_call.completed": _STATE,
    "response.image_generation_call.generating": _STATE,
    "response.image_generation_call.in_progress": _STATE,
    "response.image_generation_call.partial_image": "a preview, which is not to be kept",
    "response.mcp_call.completed": _STATE,
    "response.mcp_call.failed": _STATE,
    "response.mcp_call.in_progress": _STATE,
    "response.mcp_call_arguments.delta": _PIECE,
    "response.mcp_call_arguments.done": _PIECE,
    "response.mcp_list_tools.completed": _STATE,
    "response.mcp_list_tools.failed": _STATE,
    "response.mcp_list_tools.in_progress": _STATE,
    "response.output_text.annotation.added": _REPEATED,
    "response.output_text.done": _REPEATED,
    "response.reasoning_summary_part.added": "empty; deltas name the part that they belong to",
    "response.reasoning_summary_part.done": _REPEATED,
    "response.reasoning_summary_text.done": _REPEATED,
    "response.reasoning_text.done": _REPEATED,
    "response.refusal.done": _REPEATED,
    "response.shell_call_command.added": _PIECE,
    "response.shell_call_command.delta": _PIECE,
    "response.shell_call_command.done": _PIECE,
    "response.shell_call_output_content.delta": _PIECE,
    "response.shell_call_output_content.done": _PIECE,
    "response.web_search_call.completed": _STATE,
    "response.web_search_call.in_progress": _STATE,
    "response.web_search_call.searching": _STATE,
}
