/* Articles as points in a space of few dimensions, where two that share no
 * word can still be near because their words keep the same company (latent
 * semantic analysis, Deerwester et al. 1990). Used only to compare articles
 * with a rep's decisions.
 *
 * With A the articles' vectors, blocks of A A' Q are orthonormalised a few
 * times (subspace iteration); then the rows of Q chol(Q'A A'Q) have nearly
 * the inner products that A's rows have in its leading space. Starting
 * values come from hashes of ids, so the order of articles does not matter. */
#include "rank_internal.h"
#include "polyphony/mem.h"

#include <math.h>
#include <string.h>

#define DIMENSIONS RANK_LATENT
#define ROUNDS 3
#define TERMS_AN_ARTICLE 60 /* the heaviest ones */
#define BLOCK 256           /* rows that are summed in single precision */

/* Eight numbers that the processor takes at once. */
typedef float lanes __attribute__((vector_size(32), aligned(4)));

/* to += weight * from, over DIMENSIONS */
static inline void
add_scaled(float *to, const float *from, float weight)
{
    lanes *x = (lanes *)to;
    const lanes *y = (const lanes *)from;

    for (size_t d = 0; d < DIMENSIONS / 8; d++)
        x[d] += weight * y[d];
}

/* A sparse row of A: unit length, terms of two or more articles only. */
struct matrix {
    struct rank_weight *cells;
    size_t *starts;
    size_t rows, columns;
};

static void
fill_matrix(struct rank_index *index, struct matrix *matrix)
{
    struct rank_vector row = {0};
    size_t cap = 0, used = 0;

    matrix->rows = index->article_count;
    matrix->columns = index->term_count;
    matrix->starts = mem_calloc(matrix->rows + 1, sizeof *matrix->starts);
    for (size_t n = 0; n < matrix->rows; n++) {
        double squares = 0;

        row.count = 0;
        for (size_t e = index->starts[n]; e < index->starts[n + 1]; e++) {
            uint32_t term = index->entries[e].term;

            if (index->terms[term].df > 1)
                rank_vector_add(&row, term,
                                index->entries[e].weight * WEIGHT_UNIT *
                                    (double)index->idf[term]);
        }
        rank_vector_settle(index, &row, TERMS_AN_ARTICLE);
        for (size_t i = 0; i < row.count; i++)
            squares +=
                (double)row.items[i].weight * (double)row.items[i].weight;
        matrix->cells = mem_grow(matrix->cells, &cap, used + row.count,
                                 sizeof *matrix->cells);
        for (size_t i = 0; i < row.count; i++) {
            matrix->cells[used] = row.items[i];
            matrix->cells[used++].weight /= (float)sqrt(squares);
        }
        matrix->starts[n + 1] = used;
    }
    free(row.items);
}

/* out = A' q */
static void
times_transposed(const struct matrix *matrix, const float *q, float *out)
{
    memset(out, 0, matrix->columns * DIMENSIONS * sizeof *out);
    for (size_t n = 0; n < matrix->rows; n++)
        for (size_t i = matrix->starts[n]; i < matrix->starts[n + 1]; i++) {
            size_t column = (size_t)matrix->cells[i].term * DIMENSIONS;

            add_scaled(out + column, q + n * DIMENSIONS,
                       matrix->cells[i].weight);
        }
}

/* out = A z */
static void
times(const struct matrix *matrix, const float *z, float *out)
{
    memset(out, 0, matrix->rows * DIMENSIONS * sizeof *out);
    for (size_t n = 0; n < matrix->rows; n++)
        for (size_t i = matrix->starts[n]; i < matrix->starts[n + 1]; i++) {
            size_t column = (size_t)matrix->cells[i].term * DIMENSIONS;

            add_scaled(out + n * DIMENSIONS, z + column,
                       matrix->cells[i].weight);
        }
}

/* gram = m'm over rows of DIMENSIONS */
static void
gram_of(const float *m, size_t rows, double *gram)
{
    float *block = mem_calloc(DIMENSIONS * DIMENSIONS, sizeof *block);

    memset(gram, 0, DIMENSIONS * DIMENSIONS * sizeof *gram);
    for (size_t n = 0; n < rows; n++, m += DIMENSIONS) {
        for (size_t i = 0; i < DIMENSIONS; i++)
            if (m[i] != 0)
                add_scaled(block + i * DIMENSIONS, m, m[i]);
        if (n % BLOCK != BLOCK - 1 && n + 1 != rows)
            continue;
        for (size_t i = 0; i < DIMENSIONS * DIMENSIONS; i++)
            gram[i] += (double)block[i];
        memset(block, 0, DIMENSIONS * DIMENSIONS * sizeof *block);
    }
    free(block);
}

/* Lower triangle in place: gram = L L'. Directions that are not there get a
 * zero column. */
static void
cholesky(double *a)
{
    double most = 0;

    for (size_t i = 0; i < DIMENSIONS; i++)
        most = fmax(most, a[i * DIMENSIONS + i]);
    for (size_t i = 0; i < DIMENSIONS; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = a[i * DIMENSIONS + j];

            for (size_t k = 0; k < j; k++)
                sum -= a[i * DIMENSIONS + k] * a[j * DIMENSIONS + k];
            if (i == j)
                a[i * DIMENSIONS + i] = sum > most * 1e-9 ? sqrt(sum) : 0;
            else
                a[i * DIMENSIONS + j] =
                    a[j * DIMENSIONS + j] > 0 ? sum / a[j * DIMENSIONS + j] : 0;
        }
}

/* Rows of q become orthonormal in columns: q (L')^-1 with q'q = L L'. */
static void
orthonormalise(float *q, size_t rows, double *gram)
{
    gram_of(q, rows, gram);
    cholesky(gram);
    for (size_t n = 0; n < rows; n++) {
        float *row = q + n * DIMENSIONS;

        for (size_t j = 0; j < DIMENSIONS; j++) {
            double sum = (double)row[j];

            for (size_t k = 0; k < j; k++)
                sum -= (double)row[k] * gram[j * DIMENSIONS + k];
            row[j] = gram[j * DIMENSIONS + j] > 0
                         ? (float)(sum / gram[j * DIMENSIONS + j])
                         : 0;
        }
    }
}

static void
start_values(const struct rank_index *index, float *q)
{
    for (size_t n = 0; n < index->article_count; n++) {
        uint64_t state = 14695981039346656037u;

        for (const char *p = index->bytes + index->ids[n]; *p != '\0'; p++)
            state = (state ^ (unsigned char)*p) * 1099511628211u;
        for (size_t d = 0; d < DIMENSIONS; d++) {
            uint64_t bits = (state += 0x9E3779B97F4A7C15u); /* splitmix64 */

            bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9u;
            bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBu;
            q[n * DIMENSIONS + d] =
                (float)((double)(bits >> 40) / (1 << 24) - .5);
        }
    }
}

/* Each row times the triangle, then to unit length. */
static void
place_rows(float *q, size_t rows, const double *triangle)
{
    for (size_t n = 0; n < rows; n++) {
        float *row = q + n * DIMENSIONS;
        double out[DIMENSIONS], squares = 0;

        for (size_t j = 0; j < DIMENSIONS; j++) {
            out[j] = 0;
            for (size_t i = j; i < DIMENSIONS; i++)
                out[j] += (double)row[i] * triangle[i * DIMENSIONS + j];
            squares += out[j] * out[j];
        }
        for (size_t j = 0; j < DIMENSIONS; j++)
            row[j] = squares > 0 ? (float)(out[j] / sqrt(squares)) : 0;
    }
}

void
rank_latent_make(struct rank_index *index)
{
    struct matrix matrix = {0};
    size_t rows = index->article_count;
    float *q, *z;
    double *gram;

    if (index->latent != NULL || rows == 0)
        return;
    fill_matrix(index, &matrix);
    q = mem_calloc(rows * DIMENSIONS, sizeof *q);
    z = mem_calloc(matrix.columns * DIMENSIONS, sizeof *z);
    gram = mem_calloc(DIMENSIONS * DIMENSIONS, sizeof *gram);
    start_values(index, q);
    for (int round = 0; round < ROUNDS; round++) {
        times_transposed(&matrix, q, z);
        times(&matrix, z, q);
        orthonormalise(q, rows, gram);
    }
    times_transposed(&matrix, q, z);
    gram_of(z, matrix.columns, gram);
    cholesky(gram);
    place_rows(q, rows, gram);
    free(matrix.cells);
    free(matrix.starts);
    free(z);
    free(gram);
    index->latent = q;
}

float
rank_latent_like(const struct rank_index *index, size_t a, size_t b)
{
    const lanes *x = (const lanes *)(index->latent + a * DIMENSIONS);
    const lanes *y = (const lanes *)(index->latent + b * DIMENSIONS);
    lanes sums = x[0] * y[0];

    for (size_t d = 1; d < DIMENSIONS / 8; d++)
        sums += x[d] * y[d];
    return ((sums[0] + sums[4]) + (sums[1] + sums[5])) +
           ((sums[2] + sums[6]) + (sums[3] + sums[7]));
}
