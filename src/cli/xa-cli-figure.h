#pragma once

#include "analysis/xa-figure.h"
#include "insight/xa-scope.h"

#include <json-glib/json-glib.h>

/* Figures about people leave the program through here. */

char *xa_cli_format_people (const XaScope *scope, const XaFigure *figure) G_GNUC_WARN_UNUSED_RESULT;
void  xa_cli_json_figure (JsonBuilder *builder, const char *name, const XaFigure *figure);
void  xa_cli_append_figure (GString *text, const char *name, const XaFigure *figure);
