package org.junicorn.container.war;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junicorn.container.war.WebAppModel.InitializerModel;

/**
 * Finds the WebSocket endpoints of an application and the classes that choose among them (WebSocket 2.2, 6.2). Like
 * Tomcat it looks whether or not a descriptor is metadata-complete: that word is about the servlet annotations.
 */
final class WebSocketTypes {
    private static final String ANNOTATION = "jakarta.websocket.server.ServerEndpoint";
    private static final String ENDPOINT = "jakarta.websocket.Endpoint";
    private static final String CHOICE = "jakarta.websocket.server.ServerApplicationConfig";

    /** The constants of a class that has to do with it directly. */
    static final List<byte[]> MENTIONED = Stream.of(
                    "L" + ANNOTATION.replace('.', '/') + ";", ENDPOINT.replace('.', '/'), CHOICE.replace('.', '/'))
            .map(constant -> constant.getBytes(US_ASCII))
            .toList();

    private WebSocketTypes() {}

    /** Whether a class chooses among endpoints: then those that inherit from others must be found too. */
    static boolean needAllClasses(List<ClassFile> mentioning) {
        return mentioning.stream().anyMatch(type -> type.interfaces().contains(CHOICE));
    }

    /** What the container's initializer for WebSockets is to get; empty if there is nothing for it. */
    static Optional<InitializerModel> initializer(List<ClassFile> candidates, ClassFinder finder) {
        TypeSearch search = new TypeSearch(candidates, name -> {
            Optional<ClassFile> own = finder.find(name);
            return own.isPresent() ? own : ClassFinder.outside(name);
        });
        List<String> types = search.matching(List.of(ANNOTATION, CHOICE));
        if (types.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new InitializerModel(
                InitializerModel.WEB_SOCKETS, true, search.matching(List.of(ANNOTATION, CHOICE, ENDPOINT))));
    }
}
