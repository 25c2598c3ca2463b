/* Drawings by numbers; see the header. */
#include "chart.h"

static double
within(double value, double most)
{
    if (!(value > 0))
        return 0;
    return value < most ? value : most;
}

static void
begin(struct buf *out, const char *css, int width, int height,
      const char *label)
{
    buf_printf(out,
               "<svg class=\"%s\" viewBox=\"0 0 %d %d\" "
               "preserveAspectRatio=\"none\"",
               css, width, height);
    if (label != NULL) {
        buf_add(out, " role=\"img\" aria-label=\"");
        buf_add_html(out, label);
        buf_add(out, "\">");
    } else {
        buf_add(out, " aria-hidden=\"true\">");
    }
}

static void
rectangle(struct buf *out, const char *css, double x, double y, double width,
          double height)
{
    buf_printf(out,
               "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
               "height=\"%.1f\"/>",
               css, x, y, width, height);
}

void
chart_gauge(struct buf *out, double value, double bound, const char *label)
{
    double share = bound > 0 ? within(value / bound, 2) : 0;

    begin(out, "gauge", 200, 12, label);
    rectangle(out, "track", 0.5, 2.5, 199, 7);
    rectangle(out, share > 1 ? "over" : "a", 1, 3, share * 99, 6);
    rectangle(out, "bound", 99.5, 0, 1, 12);
    buf_add(out, "</svg>");
}

void
chart_bar(struct buf *out, double share, const char *css)
{
    begin(out, "chart-bar", 100, 8, NULL);
    rectangle(out, css, 0, 0, within(share, 1) * 100, 8);
    buf_add(out, "</svg>");
}

void
chart_spark(struct buf *out, const int *offered, const int *accepted,
            size_t count, const char *label)
{
    int most = 1;

    for (size_t i = 0; i < count; i++)
        most = offered[i] > most ? offered[i] : most;
    begin(out, "spark", count > 0 ? (int)count * 8 : 8, 32, label);
    buf_printf(out, "<path class=\"l\" d=\"M0 31.5H%zu\"/>", count * 8);
    for (size_t i = 0; i < count; i++) {
        double all = within((double)offered[i] / most, 1) * 30;
        double taken = within((double)accepted[i] / most, 1) * 30;

        rectangle(out, "o", (double)i * 8 + 1, 31 - all, 6, all);
        rectangle(out, "a", (double)i * 8 + 1, 31 - taken, 6, taken);
    }
    buf_add(out, "</svg>");
}

void
chart_metric(struct buf *out, double now, double low, double high,
             double before, double most, const char *label)
{
    double scale = most > 0 ? 190 / most : 0;

    begin(out, "chart-metric", 200, 20, label);
    buf_add(out, "<path class=\"l\" d=\"M5 10H195\"/>");
    buf_printf(out, "<path class=\"i\" d=\"M%.1f 10H%.1f\"/>",
               5 + within(low, most) * scale, 5 + within(high, most) * scale);
    if (before >= 0)
        buf_printf(out, "<circle class=\"o\" cx=\"%.1f\" cy=\"10\" r=\"4\"/>",
                   5 + within(before, most) * scale);
    buf_printf(out, "<circle class=\"a\" cx=\"%.1f\" cy=\"10\" r=\"4.5\"/>",
               5 + within(now, most) * scale);
    buf_add(out, "</svg>");
}
