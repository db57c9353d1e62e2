package org.junicorn.container.tls;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One block of a text of PEM (RFC 7468), with the headers that old private keys have (RFC 1421, 4.6).
 *
 * @param label what it is, as in {@code -----BEGIN label-----}
 * @param headers by name
 */
record Pem(String label, Map<String, String> headers, byte[] content) {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*?\\R(.*?)-----END \\1-----", Pattern.DOTALL);

    private static final Pattern HEADER = Pattern.compile("([A-Za-z0-9-]+): *(.*)");

    /**
     * All blocks of a text; what stands between them is for people.
     *
     * @throws IllegalArgumentException if a block is no Base64
     */
    static List<Pem> read(String text) {
        List<Pem> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            Map<String, String> headers = new LinkedHashMap<>();
            StringBuilder base64 = new StringBuilder();
            for (String line : block.group(2).split("\\R")) {
                Matcher header = HEADER.matcher(line);
                if (header.matches()) {
                    headers.put(header.group(1), header.group(2).strip());
                } else {
                    base64.append(line.strip());
                }
            }
            blocks.add(new Pem(block.group(1), headers, Base64.getDecoder().decode(base64.toString())));
        }
        return blocks;
    }

    boolean isCertificate() {
        return label.equals("CERTIFICATE") || label.equals("X509 CERTIFICATE");
    }

    boolean isPrivateKey() {
        return label.endsWith("PRIVATE KEY");
    }

    /** Few words: it may be secret. */
    @Override
    public String toString() {
        return label;
    }
}
