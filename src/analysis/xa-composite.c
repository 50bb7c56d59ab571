#include "analysis/xa-composite.h"

#include "model/xa-language.h"

#include <string.h>

/* Brackets within brackets; deeper ones are a mistake or an attack. */
#define MAX_DEPTH 100
#define MAX_OPERANDS 1000

typedef enum {
  NODE_NAME,
  NODE_AND,
  NODE_OR,
  NODE_NOT, /* the left without the right */
} NodeKind;

typedef struct _Node Node;

struct _Node {
  NodeKind kind;
  guint    name;         /* of NODE_NAME: its place among the names */
  Node    *left, *right; /* (owned) (nullable) */
};

struct _XaComposite {
  Node      *root;  /* (owned) */
  GPtrArray *names; /* (owned) (element-type utf8): each once, NULL at the end */
};

typedef enum {
  TOKEN_END,
  TOKEN_NAME,
  TOKEN_AND,
  TOKEN_OR,
  TOKEN_NOT,
  TOKEN_OPEN,
  TOKEN_CLOSE,
  TOKEN_BROKEN,
} Token;

typedef struct {
  const char *start; /* of the whole text */
  const char *rest;
  Token       token; /* the one that is looked at */
  char       *name;  /* (owned) (nullable): of TOKEN_NAME */
  guint       depth;
  guint       n_operands;
  GPtrArray  *names; /* (not owned) */
} Parser;

G_DEFINE_QUARK (xa-composite-error-quark, xa_composite_error)

static void
node_free (Node *node)
{
  if (!node)
    return;

  node_free (node->left);
  node_free (node->right);
  g_free (node);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Node, node_free)

static Node *
join (NodeKind kind,
      Node    *left,
      Node    *right)
{
  Node *node = g_new0 (Node, 1);

  node->kind = kind;
  node->left = left;
  node->right = right;

  return node;
}

/* --- reading ---------------------------------------------------------------------------------- */

static Token
read_quoted (Parser *parser)
{
  GString *name = g_string_new (NULL);

  for (parser->rest++; *parser->rest && *parser->rest != '"'; parser->rest++) {
    if (*parser->rest == '\\' && parser->rest[1])
      parser->rest++;
    g_string_append_c (name, *parser->rest);
  }
  parser->name = g_string_free_and_steal (name);
  if (*parser->rest != '"')
    return TOKEN_BROKEN;
  parser->rest++;

  return TOKEN_NAME;
}

#define BLANKS " \t\r\n"

static gsize
word_length (const char *text)
{
  return strcspn (text, BLANKS "()&|\"");
}

/* The operator that a word stands for, or TOKEN_NAME. */
static Token
operator_of (const char *word,
             gsize       len)
{
  static const struct {
    const char *word;
    Token       token;
  } words[] = { { "and", TOKEN_AND }, { "or", TOKEN_OR }, { "not", TOKEN_NOT }, { "-", TOKEN_NOT } };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (strlen (words[i].word) == len && g_ascii_strncasecmp (word, words[i].word, len) == 0)
      return words[i].token;

  return TOKEN_NAME;
}

/* An operator, or a name: all words up to the next operator, bracket or quotation mark. */
static Token
read_words (Parser *parser)
{
  g_autoptr (GString) name = g_string_new (NULL);
  gsize len = word_length (parser->rest);
  Token token = operator_of (parser->rest, len);

  do {
    g_string_append_printf (name, "%s%.*s", name->len ? " " : "", (int) len, parser->rest);
    parser->rest += len;
    if (token != TOKEN_NAME)
      break;
    len = word_length (parser->rest + strspn (parser->rest, BLANKS));
    if (len == 0 || operator_of (parser->rest + strspn (parser->rest, BLANKS), len) != TOKEN_NAME)
      break;
    parser->rest += strspn (parser->rest, BLANKS);
  } while (TRUE);
  parser->name = g_string_free_and_steal (g_steal_pointer (&name));

  return token;
}

static void
advance (Parser *parser)
{
  static const struct {
    char  sign;
    Token token;
  } signs[] = { { '(', TOKEN_OPEN }, { ')', TOKEN_CLOSE }, { '&', TOKEN_AND }, { '|', TOKEN_OR } };

  g_clear_pointer (&parser->name, g_free);
  parser->rest += strspn (parser->rest, " \t\r\n");
  if (!*parser->rest) {
    parser->token = TOKEN_END;
    return;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    if (*parser->rest == signs[i].sign) {
      parser->rest++;
      parser->token = signs[i].token;
      return;
    }
  parser->token = *parser->rest == '"' ? read_quoted (parser) : read_words (parser);
}

static Node *
fail (Parser     *parser,
      const char *wanted,
      GError    **error)
{
  g_set_error (error, XA_COMPOSITE_ERROR, XA_COMPOSITE_ERROR_SYNTAX, N_ ("Expected %s at character %ld of “%s”"), wanted,
               g_utf8_pointer_to_offset (parser->start, parser->rest) + 1, parser->start);

  return NULL;
}

static Node *parse_or (Parser *parser, GError **error);

static Node *
parse_operand (Parser  *parser,
               GError **error)
{
  g_autoptr (Node) node = NULL;

  if (++parser->n_operands > MAX_OPERANDS)
    return fail (parser, N_ ("fewer audiences"), error);
  if (parser->token == TOKEN_NAME && *parser->name) {
    guint place;

    if (!g_ptr_array_find_with_equal_func (parser->names, parser->name, g_str_equal, &place)) {
      place = parser->names->len;
      g_ptr_array_add (parser->names, g_steal_pointer (&parser->name));
    }
    node = join (NODE_NAME, NULL, NULL);
    node->name = place;
    advance (parser);
    return g_steal_pointer (&node);
  }
  if (parser->token != TOKEN_OPEN)
    return fail (parser, parser->token == TOKEN_BROKEN ? N_ ("a closing quotation mark") : N_ ("an audience"), error);

  if (++parser->depth > MAX_DEPTH)
    return fail (parser, N_ ("fewer brackets"), error);
  advance (parser);
  node = parse_or (parser, error);
  if (!node)
    return NULL;
  if (parser->token != TOKEN_CLOSE)
    return fail (parser, N_ ("a closing bracket"), error);
  parser->depth--;
  advance (parser);

  return g_steal_pointer (&node);
}

static Node *
parse_and (Parser  *parser,
           GError **error)
{
  g_autoptr (Node) left = parse_operand (parser, error);

  while (left && (parser->token == TOKEN_AND || parser->token == TOKEN_NOT)) {
    NodeKind kind = parser->token == TOKEN_NOT ? NODE_NOT : NODE_AND;
    Node    *right;

    advance (parser);
    if (kind == NODE_AND && parser->token == TOKEN_NOT) {
      kind = NODE_NOT;
      advance (parser);
    }
    right = parse_operand (parser, error);
    if (!right)
      return NULL;
    left = join (kind, g_steal_pointer (&left), right);
  }

  return g_steal_pointer (&left);
}

static Node *
parse_or (Parser  *parser,
          GError **error)
{
  g_autoptr (Node) left = parse_and (parser, error);

  while (left && parser->token == TOKEN_OR) {
    Node *right;

    advance (parser);
    right = parse_and (parser, error);
    if (!right)
      return NULL;
    left = join (NODE_OR, g_steal_pointer (&left), right);
  }

  return g_steal_pointer (&left);
}

/**
 * xa_composite_parse:
 * @text: audiences joined by "and" (&), "or" (|) and "not" (-), with brackets; a name with
 *   spaces, or one that is such a word, stands in quotation marks
 *
 * "and" and "not" bind more tightly than "or", and from the left: "A and B not C" is those in
 * both A and B, without those in C. There is no "not" of nothing: everybody else is not a list.
 *
 * Returns: (transfer full) (nullable): the composite, or NULL with @error set to
 *   XA_COMPOSITE_ERROR_SYNTAX
 */
XaComposite *
xa_composite_parse (const char *text,
                    GError    **error)
{
  g_autoptr (XaComposite) self = g_new0 (XaComposite, 1);
  Parser parser = { .start = text, .rest = text };

  self->names = g_ptr_array_new_with_free_func (g_free);
  parser.names = self->names;
  advance (&parser);
  self->root = parse_or (&parser, error);
  if (self->root && parser.token != TOKEN_END) {
    fail (&parser, N_ ("“and”, “or” or “not”"), error);
    g_clear_pointer (&self->root, node_free);
  }
  g_free (parser.name);
  if (!self->root)
    return NULL;
  g_ptr_array_add (self->names, NULL);

  return g_steal_pointer (&self);
}

/**
 * xa_composite_free:
 * @self: (nullable): a composite
 */
void
xa_composite_free (XaComposite *self)
{
  if (!self)
    return;

  node_free (self->root);
  g_ptr_array_unref (self->names);
  g_free (self);
}

/**
 * xa_composite_get_names:
 *
 * Returns: (array zero-terminated=1): the audiences it is made of, each once
 */
const char *const *
xa_composite_get_names (const XaComposite *self)
{
  return (const char *const *) self->names->pdata;
}

/* --- using ------------------------------------------------------------------------------------ */

static void
format_name (GString    *text,
             const char *name)
{
  if (*name && strcspn (name, " \t\r\n()&|\"\\") == strlen (name) && strcmp (name, "-") != 0 && g_ascii_strcasecmp (name, "and") != 0 &&
      g_ascii_strcasecmp (name, "or") != 0 && g_ascii_strcasecmp (name, "not") != 0) {
    g_string_append (text, name);
    return;
  }

  g_string_append_c (text, '"');
  for (; *name; name++) {
    if (*name == '"' || *name == '\\')
      g_string_append_c (text, '\\');
    g_string_append_c (text, *name);
  }
  g_string_append_c (text, '"');
}

static void
format_node (const XaComposite *self,
             const Node        *node,
             gboolean           bracket,
             GString           *text)
{
  static const char *const words[] = { [NODE_AND] = " and ", [NODE_OR] = " or ", [NODE_NOT] = " not " };

  if (node->kind == NODE_NAME) {
    format_name (text, g_ptr_array_index (self->names, node->name));
    return;
  }

  if (bracket)
    g_string_append_c (text, '(');
  /* Everything groups to the left, and "or" least. */
  format_node (self, node->left, node->kind != NODE_OR && node->left->kind == NODE_OR, text);
  g_string_append (text, words[node->kind]);
  format_node (self, node->right, node->kind != NODE_OR || node->right->kind == NODE_OR, text);
  if (bracket)
    g_string_append_c (text, ')');
}

/**
 * xa_composite_format:
 *
 * Returns: (transfer full): the composite in its plainest spelling, which parses to the same
 */
char *
xa_composite_format (const XaComposite *self)
{
  GString *text = g_string_new (NULL);

  format_node (self, self->root, FALSE, text);

  return g_string_free_and_steal (text);
}

static XaMemberSet *
evaluate (const Node               *node,
          const XaMemberSet *const *members)
{
  g_autoptr (XaMemberSet) left = NULL;
  g_autoptr (XaMemberSet) right = NULL;

  if (node->kind == NODE_NAME)
    return xa_member_set_copy (members[node->name]);

  left = evaluate (node->left, members);
  right = evaluate (node->right, members);
  switch (node->kind) {
  case NODE_AND:
    xa_member_set_intersect (left, right);
    break;
  case NODE_OR:
    xa_member_set_union (left, right);
    break;
  case NODE_NOT:
    xa_member_set_subtract (left, right);
    break;
  case NODE_NAME:
    g_assert_not_reached ();
  }

  return g_steal_pointer (&left);
}

/**
 * xa_composite_evaluate:
 * @members: the sets of the audiences, in the order of xa_composite_get_names()
 *
 * Returns: (transfer full): the members of the composite
 */
XaMemberSet *
xa_composite_evaluate (const XaComposite        *self,
                       const XaMemberSet *const *members)
{
  return evaluate (self->root, members);
}

static gboolean
takes_away (const Node *node)
{
  return node->kind == NODE_NOT || (node->kind != NODE_NAME && (takes_away (node->left) || takes_away (node->right)));
}

/**
 * xa_composite_see:
 * @seen: how the audiences were seen, in the order of xa_composite_get_names()
 * @n_members: how many members the composite turned out to have
 * @together: (out): how the composite was seen
 * @why: (out): why it cannot be seen
 *
 * Complete lists make a complete one, lists of the active of one window one of the active. Of
 * other lists, joined by "and" and "or", the members found are members, but there may be more.
 * Without a complete list nobody can be said not to be in it, so that "not" is refused.
 *
 * Returns: whether the composite means anything
 */
gboolean
xa_composite_see (const XaComposite *self,
                  const XaSeen      *seen,
                  guint64            n_members,
                  XaSeen            *together,
                  XaFigureNote      *why)
{
  guint    n = self->names->len - 1;
  gboolean all_whole = TRUE;
  gboolean all_active = TRUE;

  *together = seen[0];
  together->n_seen = (gint64) n_members;
  for (guint i = 0; i < n; i++) {
    XaBasis basis = xa_basis_of_pair (&seen[0], &seen[i], why);

    if (basis == XA_BASIS_NONE)
      return FALSE;
    if (basis == XA_BASIS_COUNTS) {
      *why = XA_NOTE_COUNTS_ONLY;
      return FALSE;
    }
    all_whole &= seen[i].coverage == XA_COVERAGE_COMPLETE;
    all_active &= basis == XA_BASIS_ACTIVE;
  }
  if (n == 1)
    return TRUE;

  *why = XA_NOTE_NONE;
  together->n_whole = all_whole ? (gint64) n_members : XA_COUNT_UNKNOWN;
  if (all_whole || all_active)
    return TRUE;
  if (takes_away (self->root)) {
    *why = XA_NOTE_NEEDS_COMPLETE;
    return FALSE;
  }
  together->coverage = XA_COVERAGE_REACTORS;

  return TRUE;
}
