#include "report/xa-qr-code.h"

#include "model/xa-language.h"

#include <gio/gio.h>
#include <string.h>

#define MAX_VERSION 6
#define MAX_SIZE (17 + 4 * MAX_VERSION)
#define MAX_CODEWORDS 172
#define N_MASKS 8

/* What level M makes of each version; blocks of one version are of the same size up to here. */
static const struct {
  guint8 codewords; /* in all */
  guint8 corrections, blocks;
} versions[MAX_VERSION + 1] = {
  [1] = { 26, 10, 1 },
  [2] = { 44, 16, 1 },
  [3] = { 70, 26, 1 },
  [4] = { 100, 18, 2 },
  [5] = { 134, 24, 2 },
  [6] = { 172, 16, 4 },
};

struct _XaQrCode {
  guint  version;
  int    size;
  guint8 dark[MAX_SIZE][MAX_SIZE];
  guint8 is_fixed[MAX_SIZE][MAX_SIZE]; /* is no data */
};

/* --- error correction: Reed and Solomon's over GF(256), by x^8 + x^4 + x^3 + x^2 + 1 ---------- */

static guint8
multiply (guint8 a,
          guint8 b)
{
  guint product = 0;

  for (int i = 7; i >= 0; i--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    product ^= ((b >> i) & 1u) * a;
  }

  return (guint8) product;
}

/* The coefficients of (x - 1)(x - 2)(x - 4)..., without the first, which is 1. */
static void
make_divisor (guint8 *divisor,
              guint   degree)
{
  guint8 root = 1;

  memset (divisor, 0, degree);
  divisor[degree - 1] = 1;
  for (guint i = 0; i < degree; i++) {
    for (guint j = 0; j < degree; j++)
      divisor[j] = (guint8) (multiply (divisor[j], root) ^ (j + 1 < degree ? divisor[j + 1] : 0));
    root = multiply (root, 2);
  }
}

static void
make_corrections (const guint8 *data,
                  guint         n,
                  guint8       *corrections,
                  guint         degree)
{
  guint8 divisor[MAX_CODEWORDS];

  make_divisor (divisor, degree);
  memset (corrections, 0, degree);
  for (guint i = 0; i < n; i++) {
    guint8 factor = data[i] ^ corrections[0];

    memmove (corrections, corrections + 1, degree - 1);
    corrections[degree - 1] = 0;
    for (guint j = 0; j < degree; j++)
      corrections[j] ^= multiply (divisor[j], factor);
  }
}

/* --- codewords ------------------------------------------------------------------------------- */

static guint
count_data (guint version)
{
  return versions[version].codewords - (guint) versions[version].corrections * versions[version].blocks;
}

/* Mode 4 (bytes), the number of bytes in eight bits, the bytes, and padding. */
static void
make_data (guint8     *data,
           guint       n,
           const char *text,
           gsize       len)
{
  static const guint8 padding[] = { 0xec, 0x11 };

  memset (data, 0, n);
  data[0] = (guint8) (0x40 | len >> 4);
  data[1] = (guint8) (len << 4);
  for (gsize i = 0; i < len; i++) {
    data[i + 1] |= (guint8) ((guint8) text[i] >> 4);
    data[i + 2] = (guint8) ((guint8) text[i] << 4);
  }
  for (gsize i = len + 2; i < n; i++)
    data[i] = padding[(i - len) % 2];
}

/* The blocks lie between each other, first with their data, then with their corrections. */
static void
make_codewords (guint8     *codewords,
                guint       version,
                const char *text,
                gsize       len)
{
  guint  n_data = count_data (version), n_blocks = versions[version].blocks, degree = versions[version].corrections;
  guint  per_block = n_data / n_blocks;
  guint8 data[MAX_CODEWORDS + 2], corrections[MAX_CODEWORDS];

  make_data (data, n_data, text, len);
  for (guint block = 0; block < n_blocks; block++) {
    make_corrections (data + block * per_block, per_block, corrections, degree);
    for (guint i = 0; i < per_block; i++)
      codewords[i * n_blocks + block] = data[block * per_block + i];
    for (guint i = 0; i < degree; i++)
      codewords[n_data + i * n_blocks + block] = corrections[i];
  }
  explicit_bzero (data, sizeof data);
}

/* --- modules --------------------------------------------------------------------------------- */

static void
fix (XaQrCode *self,
     int       x,
     int       y,
     gboolean  is_dark)
{
  if (x < 0 || y < 0 || x >= self->size || y >= self->size)
    return;
  self->dark[y][x] = is_dark ? 1 : 0;
  self->is_fixed[y][x] = 1;
}

/* Rings around a middle; those of a finder have a light one more around them. */
static void
fix_rings (XaQrCode *self,
           int       x,
           int       y,
           int       radius,
           int       light)
{
  for (int dy = -radius; dy <= radius; dy++)
    for (int dx = -radius; dx <= radius; dx++) {
      int ring = MAX (ABS (dx), ABS (dy));

      fix (self, x + dx, y + dy, ring != light && ring != 4);
    }
}

static void
fix_format (XaQrCode *self,
            guint     mask)
{
  guint rest = mask, bits;
  int   n = self->size;

  for (guint i = 0; i < 10; i++)
    rest = (rest << 1) ^ ((rest >> 9) * 0x537);
  bits = (mask << 10 | rest) ^ 0x5412; /* level M is 0 */
  for (int i = 0; i < 15; i++) {
    gboolean is_dark = bits >> i & 1;

    /* Around the finder of the upper left corner. */
    if (i < 8)
      fix (self, 8, i < 6 ? i : i + 1, is_dark);
    else
      fix (self, i == 8 ? 7 : 14 - i, 8, is_dark);
    /* Beside the other two. */
    fix (self, i < 8 ? n - 1 - i : 8, i < 8 ? 8 : n - 15 + i, is_dark);
  }
  fix (self, 8, n - 8, TRUE);
}

static void
fix_patterns (XaQrCode *self)
{
  int n = self->size;

  for (int i = 0; i < n; i++) {
    fix (self, 6, i, i % 2 == 0);
    fix (self, i, 6, i % 2 == 0);
  }
  fix_rings (self, 3, 3, 4, 2);
  fix_rings (self, n - 4, 3, 4, 2);
  fix_rings (self, 3, n - 4, 4, 2);
  if (self->version > 1)
    fix_rings (self, n - 7, n - 7, 2, 1);
  fix_format (self, 0);
}

/* In columns of two from the right, up and down in turns, around the upright timing pattern. */
static void
put_codewords (XaQrCode     *self,
               const guint8 *codewords,
               guint         n)
{
  guint at = 0;

  for (int right = self->size - 1; right >= 1; right -= 2) {
    if (right == 6)
      right = 5;
    for (int i = 0; i < self->size; i++)
      for (int j = 0; j < 2; j++) {
        int x = right - j, y = ((right + 1) & 2) == 0 ? self->size - 1 - i : i;

        if (self->is_fixed[y][x] || at >= n * 8)
          continue;
        self->dark[y][x] = codewords[at / 8] >> (7 - at % 8) & 1;
        at++;
      }
  }
}

/* --- masks ----------------------------------------------------------------------------------- */

static gboolean
is_masked (guint mask,
           int   x,
           int   y)
{
  switch (mask) {
  case 0:
    return (x + y) % 2 == 0;
  case 1:
    return y % 2 == 0;
  case 2:
    return x % 3 == 0;
  case 3:
    return (x + y) % 3 == 0;
  case 4:
    return (x / 3 + y / 2) % 2 == 0;
  case 5:
    return x * y % 2 + x * y % 3 == 0;
  case 6:
    return (x * y % 2 + x * y % 3) % 2 == 0;
  default:
    return ((x + y) % 2 + x * y % 3) % 2 == 0;
  }
}

/* Twice is not at all. */
static void
apply_mask (XaQrCode *self,
            guint     mask)
{
  for (int y = 0; y < self->size; y++)
    for (int x = 0; x < self->size; x++)
      if (!self->is_fixed[y][x] && is_masked (mask, x, y))
        self->dark[y][x] ^= 1;
}

/* Runs of five and more of one colour, along a line. */
static guint
judge_runs (const XaQrCode *self,
            gboolean        upright)
{
  guint penalty = 0;

  for (int i = 0; i < self->size; i++) {
    int run = 0, before = -1;

    for (int j = 0; j < self->size; j++) {
      int dark = upright ? self->dark[j][i] : self->dark[i][j];

      run = dark == before ? run + 1 : 1;
      before = dark;
      penalty += run == 5 ? 3 : run > 5 ? 1
                                        : 0;
    }
  }

  return penalty;
}

/* What a reader may take for a finder: 1011101 with four light modules before or behind. */
static guint
judge_finders (const XaQrCode *self,
               gboolean        upright)
{
  guint penalty = 0;

  for (int i = 0; i < self->size; i++) {
    guint bits = 0;

    for (int j = 0; j < self->size; j++) {
      bits = (bits << 1 & 0x7ff) | (upright ? self->dark[j][i] : self->dark[i][j]);
      if (j >= 10 && (bits == 0x05d || bits == 0x5d0))
        penalty += 40;
    }
  }

  return penalty;
}

/* Squares of one colour, and more of one colour than of the other. */
static guint
judge_areas (const XaQrCode *self)
{
  int   n_dark = 0, n = self->size * self->size;
  guint penalty = 0;

  for (int y = 0; y < self->size; y++)
    for (int x = 0; x < self->size; x++) {
      n_dark += self->dark[y][x];
      if (x > 0 && y > 0 && self->dark[y][x] == self->dark[y][x - 1] && self->dark[y][x] == self->dark[y - 1][x] && self->dark[y][x] == self->dark[y - 1][x - 1])
        penalty += 3;
    }

  return penalty + (guint) (ABS (n_dark * 20 - n * 10) / n) * 10;
}

/* That by which the fewest readers are led astray. */
static void
choose_mask (XaQrCode *self)
{
  guint best = 0, least = G_MAXUINT;

  for (guint mask = 0; mask < N_MASKS; mask++) {
    guint penalty;

    fix_format (self, mask);
    apply_mask (self, mask);
    penalty = judge_runs (self, FALSE) + judge_runs (self, TRUE) + judge_finders (self, FALSE) + judge_finders (self, TRUE) + judge_areas (self);
    apply_mask (self, mask);
    if (penalty < least) {
      least = penalty;
      best = mask;
    }
  }
  fix_format (self, best);
  apply_mask (self, best);
}

/* --- the code -------------------------------------------------------------------------------- */

XaQrCode *
xa_qr_code_new (const char *text,
                GError    **error)
{
  gsize     len = strlen (text);
  guint     version = 1;
  XaQrCode *self;
  guint8    codewords[MAX_CODEWORDS];

  while (version <= MAX_VERSION && len + 2 > count_data (version))
    version++;
  if (version > MAX_VERSION) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, N_ ("The text is too long for a QR code."));
    return NULL;
  }
  self = g_new0 (XaQrCode, 1);
  self->version = version;
  self->size = 17 + 4 * (int) version;
  fix_patterns (self);
  make_codewords (codewords, version, text, len);
  put_codewords (self, codewords, versions[version].codewords);
  choose_mask (self);
  explicit_bzero (codewords, sizeof codewords);

  return self;
}

void
xa_qr_code_free (XaQrCode *self)
{
  if (!self)
    return;

  explicit_bzero (self, sizeof *self);
  g_free (self);
}

guint
xa_qr_code_get_size (const XaQrCode *self)
{
  return (guint) self->size;
}

gboolean
xa_qr_code_is_dark (const XaQrCode *self,
                    int             x,
                    int             y)
{
  return x >= 0 && y >= 0 && x < self->size && y < self->size && self->dark[y][x];
}
