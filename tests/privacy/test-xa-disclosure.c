#include "privacy/xa-disclosure.h"

#include <math.h>
#include <string.h>

/*
 * The attacker: sees what was shown and why the rest was not, and has the gate itself. It tries
 * whole numbers and keeps those tables of which the gate would have shown the very same. Its
 * search shares nothing with the gate's own.
 */

#define MAX_CELLS 64
#define MAX_SUMS 32
#define MAX_PARTS 16

typedef struct {
  guint   n_cells;
  guint64 count[MAX_CELLS];
  guint   flags[MAX_CELLS];
  guint   n_sums;
  struct {
    guint total;
    guint parts[MAX_PARTS];
    guint n_parts;
  } sums[MAX_SUMS];
} Table;

static guint
table_add (Table  *table,
           guint64 count,
           guint   flags)
{
  table->count[table->n_cells] = count;
  table->flags[table->n_cells] = flags;

  return table->n_cells++;
}

static void
table_sum (Table       *table,
           guint        total,
           const guint *parts,
           guint        n_parts)
{
  g_assert_cmpuint (n_parts, <=, MAX_PARTS);
  table->sums[table->n_sums].total = total;
  memcpy (table->sums[table->n_sums].parts, parts, n_parts * sizeof *parts);
  table->sums[table->n_sums++].n_parts = n_parts;
}

static void
table_rest (Table *table,
            guint  whole,
            guint  part)
{
  guint rest = table_add (table, table->count[whole] - table->count[part], XA_CELL_REST);

  table_sum (table, whole, (guint[]) { part, rest }, 2);
}

static XaDisclosure *
judge (const Table *table,
       guint        k)
{
  XaDisclosure *gate = xa_disclosure_new (k);

  for (guint i = 0; i < table->n_cells; i++) {
    gboolean is_rest = FALSE;

    for (guint s = 0; s < table->n_sums; s++)
      if (table->flags[i] & XA_CELL_REST && table->sums[s].n_parts == 2 && table->sums[s].parts[1] == i) {
        xa_disclosure_add_rest (gate, table->sums[s].total, table->sums[s].parts[0]);
        is_rest = TRUE;
      }
    if (!is_rest)
      xa_disclosure_add (gate, table->count[i], (XaCellFlags) table->flags[i]);
  }
  for (guint s = 0; s < table->n_sums; s++)
    if (!(table->flags[table->sums[s].parts[1]] & XA_CELL_REST))
      xa_disclosure_sum (gate, table->sums[s].total, table->sums[s].parts, table->sums[s].n_parts);
  xa_disclosure_judge (gate);

  return gate;
}

#define MAX_NODES 4000
#define MAX_JUDGED 400

typedef struct {
  const Table  *table; /* the truth, of which only what is shown is used to rule tables out */
  XaDisclosure *gate;
  guint         k;
  gint64        low[MAX_CELLS];
  gint64        high[MAX_CELLS];
  guint         n_nodes;  /* how many more may be tried */
  guint         n_judged; /* how many more tables may be given to the gate */
} Attack;

/* Narrows all cells by all sums until nothing changes; FALSE if nothing fits. */
static gboolean
narrow (Attack *self)
{
  const Table *table = self->table;
  gboolean     changed = TRUE;

  while (changed) {
    changed = FALSE;
    for (guint s = 0; s < table->n_sums; s++) {
      guint  total = table->sums[s].total;
      gint64 low = 0;
      gint64 high = 0;

      for (guint i = 0; i < table->sums[s].n_parts; i++) {
        low += self->low[table->sums[s].parts[i]];
        high += self->high[table->sums[s].parts[i]];
      }
      if (low > self->low[total])
        self->low[total] = low, changed = TRUE;
      if (high < self->high[total])
        self->high[total] = high, changed = TRUE;
      for (guint i = 0; i < table->sums[s].n_parts; i++) {
        guint  part = table->sums[s].parts[i];
        gint64 others_low = low - self->low[part];
        gint64 others_high = high - self->high[part];

        if (self->high[total] - others_low < self->high[part])
          self->high[part] = self->high[total] - others_low, changed = TRUE;
        if (self->low[total] - others_high > self->low[part])
          self->low[part] = self->low[total] - others_high, changed = TRUE;
        if (self->low[part] > self->high[part])
          return FALSE;
        low = others_low + self->low[part];
        high = others_high + self->high[part];
      }
      if (self->low[total] > self->high[total])
        return FALSE;
    }
  }

  return TRUE;
}

static gboolean
is_known (const Table  *table,
          XaDisclosure *gate,
          guint         cell)
{
  return table->flags[cell] & XA_CELL_OPEN || (table->flags[cell] & XA_CELL_SHOWN && xa_disclosure_get (gate, cell) == XA_WITHHELD_NOT);
}

/* Whether the gate would have shown the same of the table that was found. */
static gboolean
looks_the_same (const Attack *self)
{
  Table guess = *self->table;
  g_autoptr (XaDisclosure) gate = NULL;

  for (guint i = 0; i < guess.n_cells; i++)
    guess.count[i] = (guint64) self->low[i];
  gate = judge (&guess, self->k);
  for (guint i = 0; i < guess.n_cells; i++) {
    if (guess.flags[i] & XA_CELL_SHOWN && xa_disclosure_get (gate, i) != xa_disclosure_get (self->gate, i))
      return FALSE;
    if (is_known (self->table, self->gate, i) && guess.count[i] != self->table->count[i])
      return FALSE;
  }

  return TRUE;
}

static gboolean
is_exhausted (const Attack *self)
{
  return self->n_nodes == 0 || self->n_judged == 0;
}

/* The values of one cell are tried from the truth outwards, which finds a table sooner if there is
 * one, and takes as long to find out that there is none. */
static gboolean
solve (Attack *self)
{
  guint  cell = G_MAXUINT;
  gint64 truth;

  if (is_exhausted (self) || !narrow (self))
    return FALSE;
  self->n_nodes--;
  for (guint i = 0; i < self->table->n_cells; i++)
    if (self->low[i] < self->high[i] && (cell == G_MAXUINT || self->high[i] - self->low[i] < self->high[cell] - self->low[cell]))
      cell = i;
  if (cell == G_MAXUINT) {
    self->n_judged--;
    return looks_the_same (self);
  }
  truth = CLAMP ((gint64) self->table->count[cell], self->low[cell], self->high[cell]);
  for (gint64 i = 0; i <= 2 * (self->high[cell] - self->low[cell]) + 1 && !is_exhausted (self); i++) {
    gint64 value = i % 2 ? truth + (i + 1) / 2 : truth - i / 2;
    Attack guess = *self;

    if (value < self->low[cell] || value > self->high[cell])
      continue;
    guess.low[cell] = guess.high[cell] = value;
    if (solve (&guess))
      return TRUE;
    self->n_nodes = guess.n_nodes;
    self->n_judged = guess.n_judged;
  }

  return FALSE;
}

static void
begin_attack (Attack       *self,
              const Table  *table,
              XaDisclosure *gate,
              guint         k)
{
  gint64 ceiling = 0;

  self->table = table;
  self->gate = gate;
  self->k = k;
  for (guint i = 0; i < table->n_cells; i++)
    ceiling += (gint64) table->count[i];
  for (guint i = 0; i < table->n_cells; i++) {
    gboolean known = is_known (table, gate, i);

    self->low[i] = known ? (gint64) table->count[i] : 0;
    self->high[i] = known ? (gint64) table->count[i] : ceiling;
    if (table->flags[i] & XA_CELL_SHOWN && xa_disclosure_get (gate, i) == XA_WITHHELD_SMALL) {
      self->low[i] = 1;
      self->high[i] = k - 1;
    }
  }
  g_assert_true (narrow (self));
}

typedef enum {
  RULED_OUT,
  POSSIBLE,
  UNDECIDED, /* the attacker gave up */
} Verdict;

static Verdict
can_be (const Attack *start,
        guint         cell,
        gint64        value)
{
  Attack guess = *start;

  if (value < guess.low[cell] || value > guess.high[cell])
    return RULED_OUT;
  guess.low[cell] = guess.high[cell] = value;
  guess.n_nodes = MAX_NODES;
  guess.n_judged = MAX_JUDGED;
  if (solve (&guess))
    return POSSIBLE;

  return is_exhausted (&guess) ? UNDECIDED : RULED_OUT;
}

/* How many values a withheld cell can have, up to @enough; the truth is one. Where the attacker
 * gave up on too many to tell, it has not won: @gave_up. */
static guint
count_values (const Attack *start,
              guint         cell,
              guint         enough,
              gboolean     *gave_up)
{
  gint64 truth = (gint64) start->table->count[cell];
  guint  n = 0;
  guint  n_undecided = 0;

  for (gint64 distance = 0; n < enough && n_undecided < 10; distance++) {
    if (truth - distance < start->low[cell] && truth + distance > start->high[cell])
      break;
    for (int i = 0; i < (distance ? 2 : 1); i++) {
      Verdict verdict = can_be (start, cell, i ? truth + distance : truth - distance);

      n += verdict == POSSIBLE;
      n_undecided += verdict == UNDECIDED;
    }
  }
  *gave_up = n < enough && n + n_undecided >= enough;

  return n;
}

static gboolean
is_small (const Table *table,
          guint        cell,
          guint        k)
{
  return table->count[cell] < k && (table->count[cell] > 0 || table->flags[cell] & XA_CELL_REST);
}

/* Whether the gate could have done no more: all that the reader has is what the platform itself
 * publishes. */
static gboolean
is_all_withheld (const Table  *table,
                 XaDisclosure *gate)
{
  for (guint i = 0; i < table->n_cells; i++)
    if (table->flags[i] & XA_CELL_SHOWN && !(table->flags[i] & XA_CELL_OPEN) && xa_disclosure_get (gate, i) == XA_WITHHELD_NOT)
      return FALSE;

  return TRUE;
}

typedef struct {
  guint n_withheld;
  guint n_attacked;
  guint n_gave_up;
} Result;

/* No count of 1 to k - 1 is shown, and no withheld one can be recovered. */
static void
assert_safe (const Table *table,
             guint        k,
             Result      *result)
{
  g_autoptr (XaDisclosure) gate = judge (table, k);
  Attack attack;

  begin_attack (&attack, table, gate, k);
  for (guint i = 0; i < table->n_cells; i++) {
    guint    needed = is_small (table, i, k) ? 1 + MAX (1, (k - 1) / 2) : 2;
    guint    n;
    gboolean gave_up;

    if (table->flags[i] & XA_CELL_OPEN) {
      g_assert_cmpint (xa_disclosure_get (gate, i), ==, XA_WITHHELD_NOT);
      continue;
    }
    if (is_small (table, i, k))
      g_assert_cmpint (xa_disclosure_get (gate, i), !=, XA_WITHHELD_NOT);
    if (xa_disclosure_get (gate, i) == XA_WITHHELD_NOT)
      continue;
    result->n_withheld++;
    if (is_all_withheld (table, gate))
      continue;
    result->n_attacked++;
    n = count_values (&attack, i, needed, &gave_up);
    if (gave_up)
      result->n_gave_up++;
    else
      g_assert_cmpuint (n, >=, needed);
  }
}

static guint64
draw_count (GRand *random)
{
  double roll = g_rand_double (random);

  if (roll < 0.15)
    return 0;

  return (guint64) g_rand_int_range (random, 1, roll < 0.5 ? 9 : 60);
}

/* Rows and columns with their totals and the total of all. */
static void
draw_margins (Table *table,
              GRand *random)
{
  guint   n_rows = (guint) g_rand_int_range (random, 2, 5);
  guint   n_columns = (guint) g_rand_int_range (random, 2, 5);
  guint64 sums[10] = { 0 };
  guint   rows[5];
  guint   columns[5];
  guint   cells[5];

  for (guint i = 0; i < n_rows * n_columns; i++) {
    guint64 count = draw_count (random);

    table_add (table, count, XA_CELL_SHOWN);
    sums[i / n_columns] += count;
    sums[5 + i % n_columns] += count;
  }
  for (guint r = 0; r < n_rows; r++) {
    rows[r] = table_add (table, sums[r], XA_CELL_SHOWN);
    for (guint c = 0; c < n_columns; c++)
      cells[c] = r * n_columns + c;
    table_sum (table, rows[r], cells, n_columns);
  }
  for (guint c = 0; c < n_columns; c++) {
    columns[c] = table_add (table, sums[5 + c], XA_CELL_SHOWN);
    for (guint r = 0; r < n_rows; r++)
      cells[r] = r * n_columns + c;
    table_sum (table, columns[c], cells, n_rows);
  }
  {
    guint64 all = 0;
    guint   total;

    for (guint r = 0; r < n_rows; r++)
      all += sums[r];
    total = table_add (table, all, XA_CELL_SHOWN);
    table_sum (table, total, rows, n_rows);
    table_sum (table, total, columns, n_columns);
  }
}

/* Three audiences: what is in exactly these, sizes, mutual members, the union. */
static void
draw_audiences (Table *table,
                GRand *random)
{
  gboolean show_exact = g_rand_boolean (random);
  guint    size_flags = g_rand_boolean (random) ? XA_CELL_SHOWN : XA_CELL_OPEN | XA_CELL_SHOWN;
  double   p_small = g_rand_boolean (random) ? 0.5 : 0.1;
  guint    exact[8];
  guint    parts[8];
  guint    cells[8];

  for (guint mask = 1; mask < 8; mask++)
    exact[mask] = table_add (table, g_rand_double (random) < p_small ? draw_count (random) : (guint64) g_rand_int_range (random, 10, 60),
                             show_exact ? XA_CELL_SHOWN : 0);
  for (guint mask = 1; mask < 8; mask++) {
    guint64  count = 0;
    guint    n = 0;
    gboolean single = (mask & (mask - 1)) == 0;

    for (guint other = 1; other < 8; other++)
      if ((other & mask) == mask) {
        parts[n++] = exact[other];
        count += table->count[exact[other]];
      }
    cells[mask] = table_add (table, count, single ? size_flags : XA_CELL_SHOWN);
    table_sum (table, cells[mask], parts, n);
  }
  for (guint a = 1; a < 8; a <<= 1)
    for (guint b = 1; b < 8; b <<= 1)
      if (a != b)
        table_rest (table, cells[a], cells[a | b]);
  if (g_rand_boolean (random)) {
    guint64 count = 0;

    for (guint mask = 1; mask < 8; mask++)
      count += table->count[exact[mask]];
    table_sum (table, table_add (table, count, XA_CELL_SHOWN), exact + 1, 7);
  }
}

/* Two lists of one audience: who stayed, came and left. */
static void
draw_change (Table *table,
             GRand *random)
{
  guint size_flags = g_rand_boolean (random) ? XA_CELL_SHOWN : XA_CELL_OPEN | XA_CELL_SHOWN;
  guint stayed = table_add (table, 20 + draw_count (random), XA_CELL_SHOWN);
  guint came = table_add (table, draw_count (random), XA_CELL_SHOWN);
  guint left = table_add (table, draw_count (random), XA_CELL_SHOWN);
  guint before = table_add (table, table->count[stayed] + table->count[left], size_flags);
  guint after = table_add (table, table->count[stayed] + table->count[came], size_flags);

  table_sum (table, before, (guint[]) { stayed, left }, 2);
  table_sum (table, after, (guint[]) { stayed, came }, 2);
}

/* A week's cohort, how many of it are there each week after, and "other". */
static void
draw_cohort (Table *table,
             GRand *random)
{
  guint   n = (guint) g_rand_int_range (random, 3, 6);
  guint   parts[6];
  guint64 all = 0;
  guint   total;

  for (guint i = 0; i < n; i++) {
    parts[i] = table_add (table, draw_count (random), XA_CELL_SHOWN);
    all += table->count[parts[i]];
  }
  total = table_add (table, all, XA_CELL_SHOWN);
  table_sum (table, total, parts, n);
}

static void
test_attacker (gconstpointer data)
{
  void (*draw) (Table *table, GRand *random) = data;
  guint  n_tables = g_getenv ("XAUDIENCE_TEST_FULL") ? 1000 : 50;
  Result result = { 0 };

  for (guint i = 0; i < n_tables; i++) {
    g_autoptr (GRand) random = g_rand_new_with_seed (i + 1);
    Table table = { 0 };

    draw (&table, random);
    g_test_message ("table %u", i + 1);
    assert_safe (&table, i % 2 ? 10 : 5, &result);
  }
  g_test_message ("%u cells withheld, %u attacked, %u given up on", result.n_withheld, result.n_attacked, result.n_gave_up);
  g_assert_cmpuint (result.n_attacked, >, n_tables / 20);
  g_assert_cmpuint (result.n_gave_up, <=, result.n_attacked / 100);
}

/* The attacker itself: what only primary suppression hides, it finds. */
static void
test_attacker_can_win (void)
{
  Table table = { 0 };
  g_autoptr (XaDisclosure) gate = NULL;
  Attack attack;
  guint  parts[3];

  parts[0] = table_add (&table, 3, XA_CELL_SHOWN);
  parts[1] = table_add (&table, 20, XA_CELL_SHOWN);
  parts[2] = table_add (&table, 30, XA_CELL_SHOWN);
  gate = judge (&table, 5); /* does not know of the total */
  table_sum (&table, table_add (&table, 53, XA_CELL_OPEN), parts, 3);
  xa_disclosure_add (gate, 53, XA_CELL_OPEN);
  begin_attack (&attack, &table, gate, 5);
  g_assert_cmpint (attack.low[0], ==, 3);
  g_assert_cmpint (attack.high[0], ==, 3);
}

static void
test_same_question_same_answer (void)
{
  for (guint i = 1; i <= 20; i++) {
    g_autoptr (GRand) random = g_rand_new_with_seed (i);
    Table table = { 0 };
    g_autoptr (XaDisclosure) a = NULL;
    g_autoptr (XaDisclosure) b = NULL;

    draw_margins (&table, random);
    a = judge (&table, 5);
    b = judge (&table, 5);
    for (guint c = 0; c < table.n_cells; c++)
      g_assert_cmpint (xa_disclosure_get (a, c), ==, xa_disclosure_get (b, c));
  }
}

/* What needs no protection is shown. */
static void
test_nothing_is_withheld_in_vain (void)
{
  Table table = { 0 };
  g_autoptr (XaDisclosure) gate = NULL;
  guint a = table_add (&table, 100, XA_CELL_SHOWN);
  guint b = table_add (&table, 80, XA_CELL_SHOWN);
  guint mutual = table_add (&table, 30, XA_CELL_SHOWN);
  guint none = table_add (&table, 0, XA_CELL_SHOWN);

  table_rest (&table, a, mutual);
  table_rest (&table, b, mutual);
  gate = judge (&table, 10);
  for (guint i = 0; i <= none; i++)
    g_assert_cmpint (xa_disclosure_get (gate, i), ==, XA_WITHHELD_NOT);
}

static void
test_almost_all (void)
{
  for (guint rest = 0; rest < 12; rest++) {
    Table table = { 0 };
    g_autoptr (XaDisclosure) gate = NULL;
    guint a = table_add (&table, 100, XA_CELL_SHOWN | XA_CELL_OPEN);
    guint b = table_add (&table, 500, XA_CELL_SHOWN | XA_CELL_OPEN);
    guint mutual = table_add (&table, 100 - rest, XA_CELL_SHOWN);

    table_rest (&table, a, mutual);
    table_rest (&table, b, mutual);
    gate = judge (&table, 10);
    g_assert_cmpint (xa_disclosure_get (gate, mutual), ==, rest < 10 ? XA_WITHHELD_NEAR_WHOLE : XA_WITHHELD_NOT);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/disclosure/OUT-2/margins", draw_margins, test_attacker);
  g_test_add_data_func ("/disclosure/OUT-2/audiences", draw_audiences, test_attacker);
  g_test_add_data_func ("/disclosure/OUT-3/change", draw_change, test_attacker);
  g_test_add_data_func ("/disclosure/OUT-2/cohort", draw_cohort, test_attacker);
  g_test_add_func ("/disclosure/attacker-can-win", test_attacker_can_win);
  g_test_add_func ("/disclosure/same-question-same-answer", test_same_question_same_answer);
  g_test_add_func ("/disclosure/nothing-is-withheld-in-vain", test_nothing_is_withheld_in_vain);
  g_test_add_func ("/disclosure/OUT-2/almost-all", test_almost_all);

  return g_test_run ();
}
