package org.junicorn.container.login;

/** No {@code <login-config>}: whoever the application has not logged in itself is refused by the role check, with 403. */
final class NoLogin implements LoginMethod {
    @Override
    public String name() {
        return "NONE";
    }

    @Override
    public boolean authenticate(Visit visit) {
        return true;
    }
}
