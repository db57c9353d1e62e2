package org.junicorn.launcher.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/** Writes the JSON schema of the configuration file (json-schema.org, draft 2020-12) from the declarations. */
final class SettingsSchema {

    private final ObjectMapper mapper = new ObjectMapper();

    String text() {
        ObjectNode schema = mapper.createObjectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "Junicorn's configuration file, junicorn.json");
        schema.put("type", "object");
        schema.put("additionalProperties", false);
        ObjectNode properties = schema.putObject("properties");
        properties.putObject("$schema").put("type", "string");
        for (Declaration declaration : new Declarations().all()) {
            ObjectNode property = properties.putObject(declaration.key());
            property.put("description", declaration.setting().doc().replace("`", ""));
            describe(declaration, property);
            byDefault(declaration, property);
        }
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
        try {
            return mapper.writer(printer).writeValueAsString(schema) + "\n";
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private void describe(Declaration declaration, ObjectNode property) {
        Setting setting = declaration.setting();
        Class<?> type = declaration.component().getType();
        if (declaration.type().isFlag()) {
            property.put("type", "boolean");
        } else if (type.isEnum()) {
            ArrayNode texts = property.put("type", "string").putArray("enum");
            for (String text : declaration.type().label().split("\\|")) {
                texts.add(text);
            }
        } else if (type == Duration.class) {
            ArrayNode either = property.putArray("anyOf");
            either.addObject().put("type", "integer").put("minimum", 0);
            either.addObject().put("type", "string").put("pattern", "^[0-9]+(ms|s|m|h)?$");
        } else if (setting.syntax() == Setting.Syntax.OCTAL) {
            property.put("type", "string").put("pattern", "^0[0-7]{0,7}$");
        } else if (type == WorkerCount.class) {
            ArrayNode either = property.putArray("anyOf");
            either.addObject().put("type", "integer").put("minimum", 1).put("maximum", WorkerCount.LIMIT);
            either.addObject().put("type", "string").put("pattern", "^[0-9]+(:[0-9]+)?$");
        } else if (type == ByteSize.class) {
            ArrayNode either = property.putArray("anyOf");
            either.addObject().put("type", "integer").put("minimum", 0);
            either.addObject().put("type", "string").put("pattern", "^[0-9]+[kKmMgGtT]?$");
        } else if (type == double.class) {
            property.put("type", "number").put("minimum", Double.parseDouble(setting.min()));
            property.put("maximum", Double.parseDouble(setting.max()));
        } else if (type == int.class) {
            property.put("type", "integer").put("minimum", Integer.parseInt(setting.min()));
            property.put("maximum", setting.max().isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(setting.max()));
        } else if (declaration.type().isMap()) {
            ArrayNode either = property.putArray("anyOf");
            ArrayNode values = either.addObject()
                    .put("type", "object")
                    .putObject("additionalProperties")
                    .putArray("type");
            values.add("string").add("number").add("boolean");
            either.addObject()
                    .put("type", "array")
                    .putObject("items")
                    .put("type", "string")
                    .put("pattern", "^[^=]+=");
        } else if (declaration.type().isMounts()) {
            ArrayNode either = property.putArray("anyOf");
            either.addObject().put("type", "string");
            either.addObject().put("type", "array").putObject("items").put("type", "string");
            either.addObject()
                    .put("type", "object")
                    .putObject("additionalProperties")
                    .put("type", "string");
        } else if (declaration.type().isList()) {
            ArrayNode either = property.putArray("anyOf");
            either.addObject().put("type", "array").putObject("items").put("type", "string");
            either.addObject().put("type", "string");
        } else {
            property.put("type", "string");
        }
    }

    private static void byDefault(Declaration declaration, ObjectNode property) {
        String text = declaration.setting().byDefault();
        if (text.isEmpty()) {
            return;
        }
        if (declaration.type().isFlag()) {
            property.put("default", Boolean.parseBoolean(text));
        } else if (property.path("type").asText().equals("integer")) {
            property.put("default", Integer.parseInt(text));
        } else if (property.path("type").asText().equals("number")) {
            property.put("default", Double.parseDouble(text));
        } else {
            property.put("default", text);
        }
    }
}
