package dev.flysnap.drill.report;

import dev.flysnap.drill.DrillCheck;
import dev.flysnap.drill.DrillProblems;
import dev.flysnap.drill.DrillReport;
import dev.flysnap.model.AppName;
import dev.flysnap.problem.Problem;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A drill as a test suite, so that CI shows each check and budget. Source: the schema of Maven
 * Surefire's reports, which CI systems read.
 */
public final class JUnitXml {
    private static final int TOO_LOW = 0x20;

    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter xml;

    private JUnitXml() throws XMLStreamException {
        xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
    }

    /** A check or budget that is not met is a failure. */
    public static String of(DrillReport report) {
        try {
            return new JUnitXml().judged(report);
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    /** That it could not be run is an error, and no failure. */
    public static String of(AppName app, Problem why) {
        try {
            return new JUnitXml().ended(app, why);
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    private String judged(DrillReport report) throws XMLStreamException {
        begin(report.app(), report.checks().size(), report.failures().size(), 0, report.took());
        xml.writeStartElement("properties");
        property("run", report.run().value());
        property("source", report.source());
        property("region", report.region().value());
        property("rto_ms", Long.toString(report.rto().toMillis()));
        if (report.rpo().isPresent()) {
            property("rpo_ms", Long.toString(report.rpo().get().age().toMillis()));
        }
        xml.writeEndElement();
        for (DrillCheck check : report.checks()) {
            begin(report.app(), check.group(), check.name());
            if (check.failure().isPresent()) {
                xml.writeStartElement("failure");
                attribute("message", check.failure().get());
                xml.writeCharacters(clean(check.failure().get()));
                xml.writeEndElement();
            } else {
                xml.writeStartElement("system-out");
                xml.writeCharacters(clean(check.seen()));
                xml.writeEndElement();
            }
            xml.writeEndElement();
        }
        return end();
    }

    private String ended(AppName app, Problem why) throws XMLStreamException {
        boolean failed = DrillProblems.isFailure(why);
        begin(app, 1, failed ? 1 : 0, failed ? 0 : 1, Duration.ZERO);
        begin(app, "drill", failed ? "there is good data to restore" : "the drill can be run");
        xml.writeStartElement(failed ? "failure" : "error");
        attribute("type", why.code());
        attribute("message", why.what());
        xml.writeCharacters(clean("%s %s %s".formatted(why.what(), why.why(), why.next())));
        xml.writeEndElement();
        xml.writeEndElement();
        return end();
    }

    private void begin(AppName app, int tests, int failures, int errors, Duration took)
            throws XMLStreamException {
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeStartElement("testsuite");
        attribute("name", "flysnap drill " + app);
        attribute("tests", Integer.toString(tests));
        attribute("failures", Integer.toString(failures));
        attribute("errors", Integer.toString(errors));
        attribute("skipped", "0");
        attribute("time", String.format(Locale.ROOT, "%.3f", took.toMillis() / 1000.0));
    }

    private void begin(AppName app, String group, String name) throws XMLStreamException {
        xml.writeStartElement("testcase");
        attribute("classname", "flysnap.drill.%s.%s".formatted(app, group));
        attribute("name", name);
        attribute("time", "0");
    }

    private void property(String name, String value) throws XMLStreamException {
        xml.writeEmptyElement("property");
        attribute("name", name);
        attribute("value", value);
    }

    private void attribute(String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, clean(value));
    }

    private String end() throws XMLStreamException {
        xml.writeEndDocument();
        xml.flush();
        return text + "\n";
    }

    /** XML 1.0 has no control characters, not even escaped. */
    private static String clean(String value) {
        return value.codePoints()
                .map(it -> isAllowed(it) ? it : '\uFFFD')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isAllowed(int point) {
        return point == '\t'
                || point == '\n'
                || (point >= TOO_LOW && !(point >= 0xD800 && point <= 0xDFFF) && point < 0xFFFE)
                || point > 0xFFFF;
    }
}
