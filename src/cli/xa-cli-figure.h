#pragma once

#include "insight/xa-scope.h"
#include "report/xa-answer-json.h"

/* Figures about people leave the program through here. */

char *xa_cli_format_people (const XaScope *scope, const XaFigure *figure) G_GNUC_WARN_UNUSED_RESULT;

#define xa_cli_json_figure xa_answer_add_figure
#define xa_cli_append_figure xa_answer_append_figure
