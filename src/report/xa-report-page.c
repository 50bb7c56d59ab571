#include "report/xa-report-page.h"

#include "model/xa-language.h"
#include "report/xa-chart-export.h"
#include "report/xa-markup.h"

#define CHART_WIDTH 720.0

/* Nothing is fetched, whatever stands in it. */
#define POLICY "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"

#define STYLE                                                                                                              \
  "body{font:16px/1.5 \"Adwaita Sans\",Inter,Cantarell,system-ui,sans-serif;color:#1e1e1e;background:#fff;max-width:60em;" \
  "margin:2em auto;padding:0 1.5em}"                                                                                       \
  "h1{font-size:2em;line-height:1.2;margin:0 0 .2em}h2{font-size:1.4em;margin:2em 0 .4em;border-top:1px solid #ddd;"       \
  "padding-top:1em}h3{font-size:1.1em;margin:1.4em 0 .4em}p{margin:.4em 0}"                                                \
  ".mark{font-weight:bold;border:2px solid #b35c00;color:#8a4700;padding:.3em .8em;display:inline-block}"                  \
  "table{border-collapse:collapse;margin:.8em 0;font-variant-numeric:tabular-nums}"                                        \
  "th,td{text-align:start;vertical-align:top;padding:.3em .9em .3em 0;border-bottom:1px solid #ddd}"                       \
  "th{color:#555;font-weight:600}.n{text-align:end}"                                                                       \
  ".scroll{overflow-x:auto}img{max-width:100%;height:auto;margin:.6em 0}"                                                  \
  "@media print{body{margin:0;max-width:none;font-size:11pt}.scroll{overflow:visible}tr,img{break-inside:avoid}"           \
  "h2,h3{break-after:avoid}}"

struct _XaReportPage {
  GString *html; /* (owned) */
};

static void
append_text (XaReportPage *self,
             const char   *text)
{
  g_autofree char *escaped = xa_markup_escape (text);

  g_string_append (self->html, escaped);
}

static void
append_element (XaReportPage *self,
                const char   *begin,
                const char   *text,
                const char   *end)
{
  g_string_append (self->html, begin);
  append_text (self, text);
  g_string_append (self->html, end);
}

XaReportPage *
xa_report_page_new (const char *title)
{
  XaReportPage *self = g_new0 (XaReportPage, 1);

  self->html = g_string_new ("<!DOCTYPE html>\n");
  /* Translators: the code of the language that you translate into, such as "de": what is written is in it. */
  append_element (self, "<html lang=\"", C_ ("code of the language", "en"), "\">\n<head>\n<meta charset=\"utf-8\">\n");
  g_string_append (self->html, "<meta http-equiv=\"Content-Security-Policy\" content=\"" POLICY "\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
                               "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
  append_element (self, "<title>", title, "</title>\n<style>" STYLE "</style>\n</head>\n<body>\n");

  return self;
}

void
xa_report_page_free (XaReportPage *self)
{
  if (self->html)
    g_string_free (self->html, TRUE);
  g_free (self);
}

void
xa_report_page_add_heading (XaReportPage *self,
                            int           level,
                            const char   *text)
{
  g_string_append_printf (self->html, "<h%d>", level);
  append_text (self, text);
  g_string_append_printf (self->html, "</h%d>\n", level);
}

void
xa_report_page_add_text (XaReportPage *self,
                         const char   *text)
{
  append_element (self, "<p>", text, "</p>\n");
}

void
xa_report_page_add_mark (XaReportPage *self,
                         const char   *text)
{
  append_element (self, "<p class=\"mark\">", text, "</p>\n");
}

static void
append_row (XaReportPage *self,
            char        **cells,
            const char   *element,
            guint         n_words,
            gboolean      last_is_words)
{
  g_string_append (self->html, "<tr>");
  for (guint i = 0; cells[i]; i++) {
    gboolean is_words = i < n_words || (last_is_words && !cells[i + 1]);

    g_string_append_printf (self->html, "<%s%s>", element, is_words ? "" : " class=\"n\"");
    append_text (self, cells[i]);
    g_string_append_printf (self->html, "</%s>", element);
  }
  g_string_append (self->html, "</tr>\n");
}

void
xa_report_page_add_table (XaReportPage    *self,
                          const GPtrArray *table,
                          guint            n_words,
                          gboolean         last_is_words)
{
  g_string_append (self->html, "<div class=\"scroll\"><table>\n<thead>");
  for (guint i = 0; i < table->len; i++) {
    append_row (self, table->pdata[i], i == 0 ? "th" : "td", n_words, last_is_words);
    if (i == 0)
      g_string_append (self->html, "</thead>\n<tbody>\n");
  }
  g_string_append (self->html, "</tbody></table></div>\n");
}

/* As an image of its own: pictures in the same document would take each other's letters. */
gboolean
xa_report_page_add_chart (XaReportPage  *self,
                          const XaChart *chart,
                          GError       **error)
{
  g_autoptr (GBytes) picture = xa_chart_picture (chart, XA_PICTURE_SVG, CHART_WIDTH, error);
  g_autofree char *words = xa_chart_summarise (chart);
  g_autofree char *encoded = NULL;
  gsize            size;
  const guint8    *data = picture ? g_bytes_get_data (picture, &size) : NULL;

  if (!data)
    return FALSE;
  encoded = g_base64_encode (data, size);
  append_element (self, "<img alt=\"", words, "\" src=\"data:image/svg+xml;base64,");
  g_string_append_printf (self->html, "%s\">\n", encoded);

  return TRUE;
}

char *
xa_report_page_end (XaReportPage *self)
{
  g_string_append (self->html, "</body>\n</html>\n");

  return g_string_free (g_steal_pointer (&self->html), FALSE);
}
