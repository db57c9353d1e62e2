package org.junicorn.container.war;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junicorn.container.war.WebAppModel.ErrorPageModel;
import org.junicorn.container.war.WebAppModel.FilterMapping;
import org.junicorn.container.war.WebAppModel.FilterModel;
import org.junicorn.container.war.WebAppModel.InitializerModel;
import org.junicorn.container.war.WebAppModel.LoginModel;
import org.junicorn.container.war.WebAppModel.MultipartModel;
import org.junicorn.container.war.WebAppModel.ResourceCollection;
import org.junicorn.container.war.WebAppModel.RoleLink;
import org.junicorn.container.war.WebAppModel.RoleRule;
import org.junicorn.container.war.WebAppModel.SecurityConstraintModel;
import org.junicorn.container.war.WebAppModel.ServletModel;
import org.junicorn.container.war.WebAppModel.ServletSecurityModel;
import org.junicorn.container.war.WebAppModel.SessionModel;

/**
 * Reads what {@link ModelWriter} wrote. Arguments of a constructor are evaluated from left to right, so each method
 * lists the components in the order of the record, which is the order of the file.
 */
final class ModelReader {
    /** How one element of a list is read. */
    private interface Each<T> {
        T read() throws IOException;
    }

    private final DataInputStream in;

    ModelReader(DataInputStream in) {
        this.in = in;
    }

    WebAppModel model() throws IOException {
        return new WebAppModel(
                text(),
                texts(),
                texts(),
                text(),
                in.readInt(),
                in.readInt(),
                in.readBoolean(),
                in.readBoolean(),
                in.readBoolean(),
                text(),
                text(),
                text(),
                map(),
                list(this::servlet),
                list(this::filter),
                list(this::filterMapping),
                texts(),
                list(this::initializer),
                texts(),
                list(this::errorPage),
                map(),
                map(),
                session(),
                list(this::constraint),
                optional(this::login),
                texts(),
                texts(),
                texts());
    }

    private ServletModel servlet() throws IOException {
        return new ServletModel(
                text(),
                text(),
                text(),
                texts(),
                map(),
                integer(),
                in.readBoolean(),
                in.readBoolean(),
                optional(this::multipart),
                text(),
                list(this::roleLink),
                optional(this::servletSecurity));
    }

    private MultipartModel multipart() throws IOException {
        return new MultipartModel(text(), in.readLong(), in.readLong(), in.readInt());
    }

    private RoleLink roleLink() throws IOException {
        return new RoleLink(text(), text());
    }

    private ServletSecurityModel servletSecurity() throws IOException {
        RoleRule all = rule();
        int size = count();
        Map<String, RoleRule> methods = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            methods.put(text(), rule());
        }
        return new ServletSecurityModel(all, methods);
    }

    private RoleRule rule() throws IOException {
        return new RoleRule(in.readBoolean(), in.readBoolean(), texts());
    }

    private FilterModel filter() throws IOException {
        return new FilterModel(text(), text(), map(), in.readBoolean());
    }

    private FilterMapping filterMapping() throws IOException {
        return new FilterMapping(text(), texts(), texts(), texts());
    }

    private InitializerModel initializer() throws IOException {
        return new InitializerModel(text(), in.readBoolean(), texts());
    }

    private ErrorPageModel errorPage() throws IOException {
        return new ErrorPageModel(in.readInt(), text(), text());
    }

    private SessionModel session() throws IOException {
        return new SessionModel(integer(), texts(), text(), text(), text(), flag(), flag(), integer(), map());
    }

    private SecurityConstraintModel constraint() throws IOException {
        return new SecurityConstraintModel(list(this::collection), optional(this::rule), in.readBoolean());
    }

    private ResourceCollection collection() throws IOException {
        return new ResourceCollection(texts(), texts(), texts());
    }

    private LoginModel login() throws IOException {
        return new LoginModel(text(), text(), text(), text());
    }

    private String text() throws IOException {
        int length = count();
        if (length > in.available()) {
            throw new EOFException("a text of " + length + " bytes");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private List<String> texts() throws IOException {
        return list(this::text);
    }

    private Map<String, String> map() throws IOException {
        int size = count();
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            map.put(text(), text());
        }
        return map;
    }

    private Integer integer() throws IOException {
        return in.readBoolean() ? in.readInt() : null;
    }

    private Boolean flag() throws IOException {
        byte value = in.readByte();
        return value < 0 ? null : value == 1;
    }

    private <T> T optional(Each<T> each) throws IOException {
        return in.readBoolean() ? each.read() : null;
    }

    private <T> List<T> list(Each<T> each) throws IOException {
        int size = count();
        List<T> list = new ArrayList<>(Math.min(size, 1000));
        for (int i = 0; i < size; i++) {
            list.add(each.read());
        }
        return list;
    }

    private int count() throws IOException {
        int count = in.readInt();
        if (count < 0) {
            throw new IOException("a count of " + count);
        }
        return count;
    }
}
