/* Small drawings as SVG, for view_html(). They carry no colour and no style of
 * their own (classes of style.css do), and each is named for those who don't
 * see it; the figures stand as text beside it all the same. */
#ifndef POLYPHONY_DESK_CHART_H
#define POLYPHONY_DESK_CHART_H

#include "polyphony/buf.h"

#include <stddef.h>

/* How close a text is to another: the scale ends at twice the bound, so that
 * the bound always stands in the middle. Over it the bar is one to look at. */
void chart_gauge(struct buf *out, double value, double bound,
                 const char *label);

/* A bar of 0..1 of the whole; `css` is "a" (filled), "o" (outlined), "h"
 * (lowers). */
void chart_bar(struct buf *out, double share, const char *css);

/* Pairs side by side: offered outlined, accepted filled within it. */
void chart_spark(struct buf *out, const int *offered, const int *accepted,
                 size_t count, const char *label);

/* A value with its range, and where it stood before, on a scale that ends at
 * `most`: a filled dot, whiskers, an open dot. `before` below 0: none. */
void chart_metric(struct buf *out, double now, double low, double high,
                  double before, double most, const char *label);

#endif
