package org.junicorn.bench.http;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.handlers.resource.PathResourceManager;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.api.ServletInfo;
import jakarta.servlet.Servlet;
import jakarta.servlet.annotation.WebServlet;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.apache.jasper.servlet.JasperInitializer;
import org.apache.jasper.servlet.JspServlet;
import org.apache.tomcat.InstanceManager;
import org.apache.tomcat.SimpleInstanceManager;

/**
 * A server that is nothing but undertow-servlet with its own defaults: what it takes from the application are the
 * annotated servlets and the files. Arguments: the WAR, a folder to unpack it into, and perhaps a keystore and its
 * password; then it speaks TLS and HTTP/2 as well.
 */
public final class RawUndertow {
    private RawUndertow() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[1]);
        unpack(Path.of(args[0]), folder);
        DeploymentManager manager = Servlets.newContainer().addDeployment(deployment(folder));
        manager.deploy();
        Undertow.Builder builder =
                Undertow.builder().addHttpListener(0, "127.0.0.1").setHandler(manager.start());
        if (args.length > 2) {
            builder.addHttpsListener(0, "127.0.0.1", tls(Path.of(args[2]), args[3].toCharArray()))
                    .setServerOption(UndertowOptions.ENABLE_HTTP2, true);
        }
        Undertow server = builder.build();
        server.start();
        for (Undertow.ListenerInfo listener : server.getListenerInfo()) {
            System.out.println(
                    "listening " + listener.getProtcol() + " " + ((InetSocketAddress) listener.getAddress()).getPort());
        }
        System.out.println("started");
    }

    private static DeploymentInfo deployment(Path folder) throws IOException {
        Path classes = folder.resolve("WEB-INF/classes");
        URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, RawUndertow.class.getClassLoader());
        DeploymentInfo deployment = Servlets.deployment()
                .setClassLoader(loader)
                .setContextPath("/")
                .setDeploymentName("bench")
                .setResourceManager(new PathResourceManager(folder))
                .addServlet(Servlets.servlet("jsp", JspServlet.class)
                        .addMapping("*.jsp")
                        .setRequireWelcomeFileMapping(true))
                .addServletContainerInitializer(new ServletContainerInitializerInfo(JasperInitializer.class, Set.of()))
                .addServletContextAttribute(InstanceManager.class.getName(), new SimpleInstanceManager());
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".class")).toList()) {
                String path = classes.relativize(file).toString();
                servlet(loader, path.replace(".class", "").replace('/', '.')).ifPresent(deployment::addServlet);
            }
        }
        return deployment;
    }

    private static Optional<ServletInfo> servlet(ClassLoader loader, String name) {
        try {
            Class<?> type = Class.forName(name, false, loader);
            WebServlet says = type.getAnnotation(WebServlet.class);
            return says == null
                    ? Optional.empty()
                    : Optional.of(Servlets.servlet(name, type.asSubclass(Servlet.class))
                            .addMappings(List.of(says.value().length > 0 ? says.value() : says.urlPatterns()))
                            .setAsyncSupported(says.asyncSupported()));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void unpack(Path war, Path folder) throws IOException {
        Files.createDirectories(folder);
        try (ZipFile zip = new ZipFile(war.toFile())) {
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                Path file = folder.resolve(entry.getName()).normalize();
                if (!file.startsWith(folder) || entry.isDirectory()) {
                    continue;
                }
                Files.createDirectories(file.getParent());
                try (InputStream from = zip.getInputStream(entry);
                        OutputStream to = Files.newOutputStream(file)) {
                    from.transferTo(to);
                }
            }
        }
    }

    private static SSLContext tls(Path keystore, char[] password) throws Exception {
        KeyStore keys = KeyStore.getInstance(keystore.toFile(), password);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }
}
