package dev.flysnap.json;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonEncodingException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import okio.Buffer;
import okio.BufferedSource;

/** Between JSON text and {@link Json}. Nesting deeper than Moshi's limit of 255 is refused. */
public final class JsonText {

    /**
     * @throws MalformedJson if {@code text} is not exactly one JSON document
     */
    public static Json parse(String text) {
        return parse(new Buffer().writeUtf8(text));
    }

    /**
     * @throws MalformedJson if {@code text} is not exactly one JSON document, or an object
     */
    public static Json.Obj parseObject(String text) {
        if (parse(text) instanceof Json.Obj object) {
            return object;
        }
        throw new MalformedJson("a JSON object was expected", null);
    }

    /**
     * @throws MalformedJson if {@code source} does not hold exactly one JSON document
     */
    public static Json parse(BufferedSource source) {
        return parse(source, false);
    }

    /**
     * Like {@link #parse(String)}, and refuses what two readers could understand in two ways: a
     * name that an object has twice, and bytes that are not UTF-8.
     *
     * @throws MalformedJson also then
     */
    public static Json parseStrictly(byte[] utf8) {
        try {
            return parse(
                    new Buffer()
                            .writeUtf8(
                                    StandardCharsets.UTF_8
                                            .newDecoder()
                                            .decode(ByteBuffer.wrap(utf8))
                                            .toString()),
                    true);
        } catch (CharacterCodingException e) {
            throw new MalformedJson("this is not UTF-8", e);
        }
    }

    private static Json parse(BufferedSource source, boolean isStrict) {
        try {
            JsonReader reader = JsonReader.of(source);
            Json value = read(reader, isStrict);
            if (reader.peek() != JsonReader.Token.END_DOCUMENT) {
                throw new MalformedJson("something follows the JSON document", null);
            }
            return value;
        } catch (JsonEncodingException e) {
            // Its message is advice to programmers.
            throw new MalformedJson("this is not JSON", e);
        } catch (EOFException e) {
            throw new MalformedJson("the JSON ends too early", e);
        } catch (JsonDataException e) {
            throw new MalformedJson("the JSON is nested too deeply", e);
        } catch (IOException e) {
            throw new MalformedJson("the JSON cannot be read", e);
        }
    }

    /** On one line. */
    public static String print(Json value) {
        return print(value, "");
    }

    /** Indented by two spaces, for people. */
    public static String printPretty(Json value) {
        return print(value, "  ");
    }

    private static String print(Json value, String indent) {
        Buffer text = new Buffer();
        try (JsonWriter writer = JsonWriter.of(text)) {
            writer.setIndent(indent);
            writer.setSerializeNulls(true);
            write(value, writer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.readUtf8();
    }

    private static Json read(JsonReader reader, boolean isStrict) throws IOException {
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> {
                SequencedMap<String, Json> fields = new LinkedHashMap<>();
                reader.beginObject();
                while (reader.hasNext()) {
                    String name = reader.nextName();
                    if (fields.put(name, read(reader, isStrict)) != null && isStrict) {
                        throw new MalformedJson("a name stands twice in one object", null);
                    }
                }
                reader.endObject();
                yield new Json.Obj(fields);
            }
            case BEGIN_ARRAY -> {
                List<Json> items = new ArrayList<>();
                reader.beginArray();
                while (reader.hasNext()) {
                    items.add(read(reader, isStrict));
                }
                reader.endArray();
                yield new Json.Arr(items);
            }
            case STRING -> new Json.Str(reader.nextString());
            case NUMBER -> new Json.Num(reader.nextString());
            case BOOLEAN -> new Json.Bool(reader.nextBoolean());
            case NULL -> {
                reader.<Object>nextNull();
                yield Json.NULL;
            }
            case END_ARRAY, END_OBJECT, NAME, END_DOCUMENT -> throw new EOFException();
        };
    }

    private static void write(Json value, JsonWriter writer) throws IOException {
        switch (value) {
            case Json.Null() -> writer.nullValue();
            case Json.Bool(boolean truth) -> writer.value(truth);
            case Json.Num(String literal) -> writer.valueSink().writeUtf8(literal).close();
            case Json.Str(String text) -> writer.value(text);
            case Json.Arr(List<Json> items) -> {
                writer.beginArray();
                for (Json item : items) {
                    write(item, writer);
                }
                writer.endArray();
            }
            case Json.Obj(SequencedMap<String, Json> fields) -> {
                writer.beginObject();
                for (var field : fields.entrySet()) {
                    writer.name(field.getKey());
                    write(field.getValue(), writer);
                }
                writer.endObject();
            }
        }
    }

    private JsonText() {}
}
