package org.junicorn.container.convert;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/**
 * The container's servlet, Pages, EL and annotations API with the members and types that their versions 6.0, 4.0, 6.0 and
 * 3.0 removed, as a jar. A worker that serves a converted application has it in front of its class path, so that calls of these members
 * go on working whichever way they are made: from classes and from pages, by reflection and method references, to
 * overriding methods of the application, and from these to {@code super}.
 *
 * <p>Refused: to rewrite the calls in the application instead. It would not reach pages, reflection and super types
 * that come from elsewhere, and each overriding method would need a helper of its own.
 *
 * <p>Runs in the prepare step; stateless.
 */
public final class EarlierApi {
    private static final String REMOVED = "org/junicorn/container/convert/removed/";

    /** By the class with the members the class that gets them. */
    private static final Map<String, String> EXTENDED = Map.ofEntries(
            Map.entry("ServletRequestMembers", "jakarta/servlet/ServletRequest"),
            Map.entry("ServletRequestWrapperMembers", "jakarta/servlet/ServletRequestWrapper"),
            Map.entry("ServletContextMembers", "jakarta/servlet/ServletContext"),
            Map.entry("UnavailableExceptionMembers", "jakarta/servlet/UnavailableException"),
            Map.entry("HttpServletRequestMembers", "jakarta/servlet/http/HttpServletRequest"),
            Map.entry("HttpServletRequestWrapperMembers", "jakarta/servlet/http/HttpServletRequestWrapper"),
            Map.entry("HttpServletResponseMembers", "jakarta/servlet/http/HttpServletResponse"),
            Map.entry("HttpServletResponseWrapperMembers", "jakarta/servlet/http/HttpServletResponseWrapper"),
            Map.entry("HttpSessionMembers", "jakarta/servlet/http/HttpSession"),
            Map.entry("ElResolverMembers", "jakarta/el/ELResolver"),
            Map.entry("MethodExpressionMembers", "jakarta/el/MethodExpression"),
            Map.entry("JspContextMembers", "jakarta/servlet/jsp/JspContext"),
            Map.entry("JspExceptionMembers", "jakarta/servlet/jsp/JspException"),
            Map.entry("BodyTagMembers", "jakarta/servlet/jsp/tagext/BodyTag"));

    /** Types that are gone, and those that they need, with the package they are added to. */
    private static final Map<String, String> ADDED = Map.ofEntries(
            Map.entry("ManagedBean", "jakarta/annotation/"),
            Map.entry("SingleThreadModel", "jakarta/servlet/"),
            Map.entry("HttpSessionContext", "jakarta/servlet/http/"),
            Map.entry("EmptySessionContext", "jakarta/servlet/http/"),
            Map.entry("HttpUtils", "jakarta/servlet/http/"),
            Map.entry("ELException", "jakarta/servlet/jsp/el/"),
            Map.entry("ELParseException", "jakarta/servlet/jsp/el/"),
            Map.entry("Expression", "jakarta/servlet/jsp/el/"),
            Map.entry("ExpressionEvaluator", "jakarta/servlet/jsp/el/"),
            Map.entry("FunctionMapper", "jakarta/servlet/jsp/el/"),
            Map.entry("VariableResolver", "jakarta/servlet/jsp/el/"),
            Map.entry("PageVariables", "jakarta/servlet/jsp/el/"),
            Map.entry("ElExpression", "jakarta/servlet/jsp/el/"),
            Map.entry("ElExpressionEvaluator", "jakarta/servlet/jsp/el/"),
            Map.entry("ElFunctions", "jakarta/servlet/jsp/el/"),
            Map.entry("ElVariableResolver", "jakarta/servlet/jsp/el/"),
            Map.entry("ElVariables", "jakarta/servlet/jsp/el/"));

    private EarlierApi() {}

    /**
     * Finds the jar, or makes it. It is named after its content and never written twice, since class archives depend on
     * its time.
     *
     * @param folder is made if missing
     */
    public static Path in(Path folder) throws IOException {
        Map<String, byte[]> classes = classes();
        MessageDigest digest = sha256();
        classes.forEach((name, bytes) -> {
            digest.update(name.getBytes(UTF_8));
            digest.update(bytes);
        });
        Path jar = folder.resolve("earlier-api-" + HexFormat.of().formatHex(digest.digest(), 0, 8) + ".jar");
        if (Files.isRegularFile(jar)) {
            return jar;
        }
        Files.createDirectories(folder);
        Path temporary = Files.createTempFile(folder, ".earlier-api", ".tmp");
        try {
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(temporary))) {
                for (Map.Entry<String, byte[]> entry : classes.entrySet()) {
                    zip.putNextEntry(new ZipEntry(entry.getKey() + ".class"));
                    zip.write(entry.getValue());
                    zip.closeEntry();
                }
            }
            if (!Files.exists(jar)) {
                Files.move(temporary, jar, StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
        return jar;
    }

    /** By internal name, in order. */
    private static Map<String, byte[]> classes() throws IOException {
        Remapper names = names();
        Map<String, byte[]> classes = new LinkedHashMap<>();
        for (String members : EXTENDED.keySet().stream().sorted().toList()) {
            String target = EXTENDED.get(members);
            classes.put(target, extended(bytes(target), bytes(REMOVED + members), names));
        }
        for (String type : ADDED.keySet().stream().sorted().toList()) {
            classes.put(ADDED.get(type) + type, renamed(bytes(REMOVED + type), names));
        }
        return classes;
    }

    private static Remapper names() {
        Map<String, String> targets = new HashMap<>();
        EXTENDED.forEach((members, target) -> targets.put(REMOVED + members, target));
        ADDED.forEach((type, folder) -> targets.put(REMOVED + type, folder + type));
        return new Remapper(Opcodes.ASM9) {
            @Override
            public String map(String name) {
                return targets.getOrDefault(name, name);
            }
        };
    }

    private static byte[] renamed(byte[] type, Remapper names) {
        ClassWriter writer = new ClassWriter(0);
        new ClassReader(type).accept(new ClassRemapper(writer, names), ClassReader.SKIP_DEBUG);
        return writer.toByteArray();
    }

    private static byte[] extended(byte[] type, byte[] members, Remapper names) {
        ClassReader reader = new ClassReader(type);
        ClassWriter writer = new ClassWriter(reader, 0);
        Set<String> present = new HashSet<>();
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        present.add(name + descriptor);
                        return super.visitMethod(access, name, descriptor, signature, exceptions);
                    }

                    @Override
                    public FieldVisitor visitField(
                            int access, String name, String descriptor, String signature, Object value) {
                        present.add(name);
                        return super.visitField(access, name, descriptor, signature, value);
                    }

                    @Override
                    public void visitEnd() {
                        new ClassReader(members)
                                .accept(
                                        new ClassRemapper(new MissingMembers(writer, present), names),
                                        ClassReader.SKIP_DEBUG);
                        super.visitEnd();
                    }
                },
                0);
        return writer.toByteArray();
    }

    private static byte[] bytes(String internalName) throws IOException {
        String file = internalName + ".class";
        try (InputStream in = EarlierApi.class.getClassLoader().getResourceAsStream(file)) {
            if (in == null) {
                throw new FileNotFoundException(file + " is missing in the server's own jar");
            }
            return in.readAllBytes();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /** Passes on those fields and methods that the class does not have yet, and nothing else. */
    private static final class MissingMembers extends ClassVisitor {
        private final ClassWriter target;
        private final Set<String> present;

        MissingMembers(ClassWriter target, Set<String> present) {
            super(Opcodes.ASM9);
            this.target = target;
            this.present = present;
        }

        @Override
        public FieldVisitor visitField(int access, String name, String descriptor, String signature, Object value) {
            return present.contains(name) || name.equals("serialVersionUID")
                    ? null
                    : target.visitField(access, name, descriptor, signature, value);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            return present.contains(name + descriptor)
                    ? null
                    : target.visitMethod(access, name, descriptor, signature, exceptions);
        }
    }
}
