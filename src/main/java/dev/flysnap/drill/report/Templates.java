package dev.flysnap.drill.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.TemplateOutput;
import gg.jte.output.StringOutput;

/** The page and the badge, by templates that were compiled with the program. */
public final class Templates {
    public static String page(DrillPage page) {
        return rendered("drill.jte", page);
    }

    public static String badge(DrillBadge badge) {
        return rendered("badge.jte", badge);
    }

    private static String rendered(String template, Object model) {
        TemplateOutput output = new StringOutput();
        TemplateEngine.createPrecompiled(ContentType.Html).render(template, model, output);
        return output.toString();
    }

    private Templates() {}
}
