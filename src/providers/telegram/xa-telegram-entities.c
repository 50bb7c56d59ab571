#include "providers/telegram/xa-telegram-entities.h"

#include <string.h>

/* A place in a text, as bytes and as UTF-16 units. */
typedef struct {
  gsize  bytes;
  gint64 units;
} Place;

/* Characters beyond the first 65,536 take two units; those are the ones that take four bytes. */
static void
go_to (Place *place,
       XaSpan text,
       gint64 units)
{
  while (place->units < units && place->bytes < text.len) {
    guchar first = (guchar) text.str[place->bytes];
    gsize  n = first < 0x80 ? 1 : first < 0xe0 ? 2
                                : first < 0xf0 ? 3
                                               : 4;

    place->bytes = MIN (place->bytes + n, text.len);
    place->units += n == 4 ? 2 : 1;
  }
}

/* A part of the text by its units; marks come in order, but may lie within each other. */
static gboolean
find_part (XaSpan  text,
           Place  *from,
           gint64  offset,
           gint64  length,
           XaSpan *part)
{
  Place end;

  if (offset < 0 || length <= 0)
    return FALSE;
  if (offset < from->units)
    *from = (Place) { 0 };
  go_to (from, text, offset);
  end = *from;
  go_to (&end, text, offset + length);
  *part = (XaSpan) { text.str + from->bytes, end.bytes - from->bytes };

  return part->len > 0;
}

/* The marks of a text, and what of it remains without names of people. */
typedef struct {
  XaTelegramText *text;
  XaSpan          whole;
  gsize           copied; /* of the whole, into the joined text */
} Reader;

static void
take_out (Reader *self,
          XaSpan  part)
{
  gsize start = (gsize) (part.str - self->whole.str);

  if (start < self->copied)
    return;
  g_string_append_len (self->text->joined, self->whole.str + self->copied, (gssize) (start - self->copied));
  g_string_append (self->text->joined, XA_TELEGRAM_NAME_TAKEN_OUT);
  self->copied = start + part.len;
}

/* One mark, by the name that the Bot API has for its type. */
static void
take_mark (Reader         *self,
           Place          *place,
           const XaJsonAt *entity,
           XaSpan          type,
           XaSpan          address)
{
  XaSpan part;

  if (!find_part (self->whole, place, xa_json_maybe_count (entity, "offset"), xa_json_maybe_count (entity, "length"), &part))
    return;
  if (xa_telegram_text_names_person (type, address))
    take_out (self, part);
  else
    xa_telegram_text_take (self->text, type, part, address);
}

static void
finish (Reader *self)
{
  if (!self->copied)
    return;
  g_string_append_len (self->text->joined, self->whole.str + self->copied, (gssize) (self->whole.len - self->copied));
  self->text->text = (XaSpan) { self->text->joined->str, self->text->joined->len };
}

/**
 * xa_telegram_entities_read:
 * @whole: (nullable): the text or caption of a message
 * @entities: the marks in it, which may be absent
 *
 * Source: Bot API, MessageEntity: offset and length are in UTF-16 code units.
 */
void
xa_telegram_entities_read (XaTelegramText *text,
                           XaSpan          whole,
                           const XaJsonAt *entities)
{
  Reader reader = { .text = text, .whole = whole };
  Place  place = { 0 };

  xa_telegram_text_reset (text);
  text->text = whole;
  for (guint i = 0; whole.str && i < xa_json_length (entities); i++) {
    XaJsonAt entity = xa_json_element (entities, i);

    take_mark (&reader, &place, &entity, xa_json_maybe_text (&entity, "type"), xa_json_maybe_text (&entity, "url"));
  }
  finish (&reader);
}

/* What the client library calls what the Bot API knows by another name. */
static XaSpan
translate_type (const XaJsonAt *type)
{
  static const struct {
    const char *theirs, *name;
  } names[] = {
    { "textEntityTypeHashtag", "hashtag" },
    { "textEntityTypeMention", "mention" },
    { "textEntityTypeMentionName", "text_mention" },
    { "textEntityTypeUrl", "url" },
    { "textEntityTypeTextUrl", "text_link" },
  };
  XaSpan id = xa_json_maybe_text (type, "@type");

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (xa_span_equal (id, names[i].theirs))
      return xa_span (names[i].name);

  return xa_span ("plain");
}

/**
 * xa_telegram_formatted_read:
 * @formatted: a formattedText, which may be absent
 *
 * Source: td_api.tl, textEntity: offset and length are in UTF-16 code units.
 */
void
xa_telegram_formatted_read (XaTelegramText *text,
                            const XaJsonAt *formatted)
{
  XaSpan   whole = formatted->node ? xa_json_maybe_text (formatted, "text") : XA_SPAN_NONE;
  XaJsonAt entities = xa_json_maybe_array (formatted, "entities");
  Reader   reader = { .text = text, .whole = whole };
  Place    place = { 0 };

  xa_telegram_text_reset (text);
  text->text = whole;
  for (guint i = 0; whole.str && i < xa_json_length (&entities); i++) {
    XaJsonAt entity = xa_json_element (&entities, i);
    XaJsonAt type = xa_json_maybe_object (&entity, "type");

    take_mark (&reader, &place, &entity, translate_type (&type), xa_json_maybe_text (&type, "url"));
  }
  finish (&reader);
}
