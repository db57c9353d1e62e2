package org.junicorn.container.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads a tomcat-users.xml: elements {@code role}, {@code group} and {@code user}, with the attributes and their older
 * names that Tomcat's MemoryUserDatabase takes. Nothing outside the file is ever read.
 */
public final class UsersFile {
    private final String name;
    private final PasswordForm form;
    private final Map<String, User> users = new LinkedHashMap<>();
    private final Map<String, Set<String>> groups = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();

    /** @param password null if there is none: nobody can log in with that name */
    private record User(String password, Set<String> groups, Set<String> roles) {}

    /**
     * What a file holds.
     *
     * @param warnings what was found odd and tolerated, a sentence each
     */
    public record Content(Identities identities, List<String> warnings) {
        public Content {
            warnings = List.copyOf(warnings);
        }
    }

    private UsersFile(String name, PasswordForm form) {
        this.name = name;
        this.form = form;
    }

    /**
     * Reads a file.
     *
     * @param name how messages call the file
     * @param algorithm how passwords are kept, a name that {@link Passwords#isAlgorithm} knows; empty: as they are typed
     * @throws InvalidUsersException if it is not there or not of the right form
     */
    public static Content read(Path file, String name, Optional<String> algorithm) throws InvalidUsersException {
        return read(file, name, Passwords.form(algorithm));
    }

    /** As {@link #read(Path, String, Optional)}, with passwords of any form. */
    public static Content read(Path file, String name, PasswordForm form) throws InvalidUsersException {
        UsersFile users = new UsersFile(name, form);
        try {
            users.parse(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new InvalidUsersException(name + ": there is no such file");
        } catch (IOException e) {
            throw new InvalidUsersException(name + ": cannot be read: " + e);
        }
        return new Content(users.identities(), users.warnings);
    }

    private void parse(byte[] content) throws InvalidUsersException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            XMLStreamReader xml = factory.createXMLStreamReader(new ByteArrayInputStream(content));
            xml.nextTag();
            if (!xml.getLocalName().equals("tomcat-users")) {
                throw error(xml, "the file begins with <" + xml.getLocalName() + ">; expected <tomcat-users>");
            }
            for (int depth = 1; depth > 0; ) {
                int event = xml.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    depth++;
                    if (depth == 2) {
                        element(xml);
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    depth--;
                }
            }
        } catch (XMLStreamException e) {
            String text = e.getMessage() == null ? e.toString() : e.getMessage();
            // The parser puts the place in front, in a line of its own.
            String reason = text.substring(text.indexOf("Message: ") < 0 ? 0 : text.indexOf("Message: ") + 9);
            int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNumber());
            throw new InvalidUsersException(name + ":" + line + ": not well-formed XML: " + reason.strip());
        }
    }

    private void element(XMLStreamReader xml) throws InvalidUsersException {
        switch (xml.getLocalName()) {
            case "role" -> name(xml, "rolename", "name");
            case "group" ->
                groups.computeIfAbsent(name(xml, "groupname", "name"), none -> new LinkedHashSet<>())
                        .addAll(list(xml, "roles"));
            case "user" -> user(xml);
            default ->
                warnings.add(at(xml) + ": <" + xml.getLocalName() + "> is not known inside <tomcat-users>; it is"
                        + " ignored");
        }
    }

    private void user(XMLStreamReader xml) throws InvalidUsersException {
        String user = name(xml, "username", "name");
        Optional<String> password = attribute(xml, "password");
        if (password.isEmpty()) {
            warnings.add(at(xml) + ": user \"" + user + "\" has no password and cannot log in with one");
        }
        password.flatMap(form::complaint)
                .ifPresent(complaint ->
                        warnings.add(at(xml) + ": user \"" + user + "\" " + complaint + ", and cannot log in"));
        User known = users.get(user);
        if (known != null) {
            warnings.add(at(xml) + ": user \"" + user + "\" is there twice; the first password counts, and the roles of"
                    + " both");
        } else {
            known = new User(password.orElse(null), new LinkedHashSet<>(), new LinkedHashSet<>());
            users.put(user, known);
        }
        known.groups().addAll(list(xml, "groups"));
        known.roles().addAll(list(xml, "roles"));
    }

    /** A group may come behind the users that it has. */
    private Identities identities() {
        Map<String, KnownUsers.User> known = new LinkedHashMap<>();
        users.forEach((user, found) -> {
            Set<String> roles = new LinkedHashSet<>(found.roles());
            found.groups().forEach(group -> roles.addAll(groups.getOrDefault(group, Set.of())));
            known.put(user, new KnownUsers.User(new Identity(user, roles), Optional.ofNullable(found.password())));
        });
        return new KnownUsers(known, form);
    }

    private String name(XMLStreamReader xml, String attribute, String older) throws InvalidUsersException {
        Optional<String> found = attribute(xml, attribute).or(() -> attribute(xml, older));
        return found.filter(text -> !text.isEmpty())
                .orElseThrow(() ->
                        error(xml, "<" + xml.getLocalName() + "> without a name; write " + attribute + "=\"...\""));
    }

    private static Optional<String> attribute(XMLStreamReader xml, String name) {
        return Optional.ofNullable(xml.getAttributeValue(null, name));
    }

    private static List<String> list(XMLStreamReader xml, String name) {
        return attribute(xml, name).stream()
                .flatMap(text -> Arrays.stream(text.split(",")))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private InvalidUsersException error(XMLStreamReader xml, String fault) {
        return new InvalidUsersException(at(xml) + ": " + fault);
    }

    private String at(XMLStreamReader xml) {
        return name + ":" + xml.getLocation().getLineNumber();
    }
}
