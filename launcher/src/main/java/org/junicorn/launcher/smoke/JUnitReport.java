package org.junicorn.launcher.smoke;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** The results in the XML that build servers read, as Maven's surefire and Ant write it. */
final class JUnitReport {
    private static final String SUITE = "junicorn.smoke";

    private final List<Result> results;
    private final Instant begun;
    private final String log;

    /** @param log what the server printed; "" if nothing went wrong */
    JUnitReport(List<Result> results, Instant begun, String log) {
        this.results = List.copyOf(results);
        this.begun = begun;
        this.log = log;
    }

    /** Writes the file, and the folders that it needs. */
    void write(Path file) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out, UTF_8.name());
            xml.writeStartDocument(UTF_8.name(), "1.0");
            write(xml);
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void write(XMLStreamWriter xml) throws XMLStreamException {
        xml.writeStartElement("testsuite");
        attribute(xml, "name", SUITE);
        attribute(xml, "tests", Integer.toString(results.size()));
        attribute(xml, "failures", count(Result.Outcome.FAILED));
        attribute(xml, "errors", count(Result.Outcome.BROKEN));
        attribute(xml, "skipped", count(Result.Outcome.SKIPPED));
        attribute(
                xml, "time", time(results.stream().mapToDouble(Result::seconds).sum()));
        // Without an offset, as the schemas of Ant and Jenkins want it.
        attribute(
                xml,
                "timestamp",
                DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(
                        begun.truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC)));
        for (Result result : results) {
            xml.writeStartElement("testcase");
            attribute(xml, "name", result.name());
            attribute(xml, "classname", SUITE);
            attribute(xml, "time", time(result.seconds()));
            switch (result.outcome()) {
                case FAILED -> fault(xml, "failure", result.detail());
                case BROKEN -> fault(xml, "error", result.detail());
                case SKIPPED -> {
                    xml.writeStartElement("skipped");
                    attribute(xml, "message", result.detail());
                    xml.writeEndElement();
                }
                case PASSED -> {}
            }
            xml.writeEndElement();
        }
        if (!log.isEmpty()) {
            xml.writeStartElement("system-err");
            xml.writeCharacters(legal(log));
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static void fault(XMLStreamWriter xml, String element, String detail) throws XMLStreamException {
        xml.writeStartElement(element);
        attribute(xml, "message", detail);
        attribute(xml, "type", element);
        xml.writeCharacters(legal(detail));
        xml.writeEndElement();
    }

    private static void attribute(XMLStreamWriter xml, String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, legal(value));
    }

    private String count(Result.Outcome outcome) {
        return Long.toString(
                results.stream().filter(result -> result.outcome() == outcome).count());
    }

    private static String time(double seconds) {
        return String.format(Locale.ROOT, "%.3f", seconds);
    }

    /** Without the characters that XML 1.0 (2.2) has no way to write. */
    private static String legal(String text) {
        StringBuilder legal = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c == '\t'
                                || c == '\n'
                                || c == '\r'
                                || c >= 0x20 && c <= 0xD7FF
                                || c >= 0xE000 && c <= 0xFFFD
                                || c >= 0x10000
                        ? c
                        : 0xFFFD)
                .forEach(legal::appendCodePoint);
        return legal.toString();
    }
}
