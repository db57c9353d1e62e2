package org.junicorn.container.security;

import java.util.List;
import java.util.Optional;

/** Passwords that are kept in one of several forms (Tomcat: NestedCredentialHandler). */
record NestedForm(List<PasswordForm> forms) implements PasswordForm {
    NestedForm {
        forms = List.copyOf(forms);
    }

    @Override
    public boolean matches(String given, String kept) {
        boolean matches = false;
        for (PasswordForm form : forms) {
            matches |= form.matches(given, kept); // all of them: the time must not tell which
        }
        return matches;
    }

    @Override
    public Optional<String> complaint(String kept) {
        return forms.stream().allMatch(form -> form.complaint(kept).isPresent())
                ? Optional.of("has a password of none of the forms that are configured")
                : Optional.empty();
    }

    @Override
    public boolean matches(String user, DigestProof proof, String kept) {
        return forms.stream().anyMatch(form -> form.matches(user, proof, kept));
    }
}
