package org.jarsl.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jarsl.codec.ClassBundle;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.AppKind;
import org.jarsl.protocol.FunctionId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionTableTest {
    private final FunctionTable table = new FunctionTable(FunctionTableTest.class.getClassLoader());

    private static @Nullable Object[] args(@Nullable Object... arguments) {
        return arguments;
    }

    private static AppDescriptor app(FunctionId id, byte @Nullable [] classes) {
        return new AppDescriptor(0, id.name(), AppKind.JAVA, id, classes);
    }

    private FunctionTable.Function find(FunctionId id) throws FunctionNotFoundException {
        return table.find(app(id, null));
    }

    static int total(int... numbers) {
        return numbers.length;
    }

    @Test
    void callsAStaticMethodHoweverPrivate() throws Throwable {
        FunctionTable.Function total = find(TestPool.id(FunctionTableTest.class, "total"));
        assertThat(total.invoke(args((Object) new int[] {1, 2, 3}))).isEqualTo(3);
        assertThat(total.returnType()).isEqualTo(int.class);
        assertThat(find(TestPool.id(FunctionTableTest.class, "total"))).isSameAs(total);
    }

    @Test
    void voidMethodsReturnNull() throws Throwable {
        assertThat(find(TestPool.id(TestApps.class, "noOp")).invoke(args())).isNull();
    }

    @Test
    void overloadsAreToldApartByDescriptor() throws Throwable {
        assertThat(find(new FunctionId("java.lang.String", "valueOf", "(I)Ljava/lang/String;"))
                        .invoke(args(65)))
                .isEqualTo("65");
        assertThat(find(new FunctionId("java.lang.String", "valueOf", "(C)Ljava/lang/String;"))
                        .invoke(args('A')))
                .isEqualTo("A");
    }

    @Test
    void instanceMethodsAndMissingMethodsAreNotFound() {
        assertThatThrownBy(() -> find(new FunctionId("java.lang.String", "length", "()I")))
                .isInstanceOf(FunctionNotFoundException.class)
                .hasMessageContaining("class java.lang.String has no static method length()I");
    }

    @Test
    void aClassThatDoesNotLinkIsNotFound(@TempDir Path classes) throws Exception {
        Files.createDirectories(classes.resolve("org/example"));
        Files.writeString(classes.resolve("org/example/Bad.class"), "not a class file");
        try (var loader = new java.net.URLClassLoader(
                new java.net.URL[] {classes.toUri().toURL()}, FunctionTableTest.class.getClassLoader())) {
            assertThatThrownBy(() ->
                            new FunctionTable(loader).find(app(new FunctionId("org.example.Bad", "run", "()V"), null)))
                    .isInstanceOf(FunctionNotFoundException.class)
                    .hasMessageContaining("org.example.Bad")
                    .hasMessageContaining("class path of the managers must contain it");
        }
    }

    @Test
    void aMissingClassInTheSignatureIsNamed() {
        FunctionId id = new FunctionId(TestApps.class.getName(), "twice", "(Lorg/example/Gone;)I");
        assertThatThrownBy(() -> find(id))
                .isInstanceOf(FunctionNotFoundException.class)
                .hasMessageContaining("org.example.Gone");
    }

    static List<ClassLoader> loaders() {
        return List.of(
                FunctionTableTest.class.getClassLoader(), Thread.currentThread().getContextClassLoader());
    }

    @Test
    void classesThatAreSentAreUsedInsteadOfThoseOfTheClassPath() throws Throwable {
        ClassLoader here = FunctionTableTest.class.getClassLoader();
        FunctionId id = TestPool.id(FunctionTableTest.class, "loaders");
        byte[] own = ClassBundle.pack(new TreeMap<>(Map.of(FunctionTableTest.class.getName(), bytes())));

        List<?> sent = (List<?>) table.find(app(id, own)).invoke(args());
        assertThat(new HashSet<Object>(sent)).hasSize(1).doesNotContain(here);
        assertThat(find(id).invoke(args())).isEqualTo(List.of(here, here));
    }

    @Test
    void appsThatCameWithTheSameClassesShareThem() throws Throwable {
        FunctionId id = TestPool.id(FunctionTableTest.class, "owner");
        byte[] own = ClassBundle.pack(new TreeMap<>(Map.of(FunctionTableTest.class.getName(), bytes())));

        Object first = table.find(app(id, own)).invoke(args());
        assertThat(table.find(app(id, own.clone())).invoke(args()))
                .isSameAs(first)
                .isNotSameAs(FunctionTableTest.class);
    }

    static Class<?> owner() {
        return FunctionTableTest.class;
    }

    private static byte[] bytes() throws IOException {
        try (InputStream in = FunctionTableTest.class.getResourceAsStream("FunctionTableTest.class")) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    @Test
    void whatCannotBeUnpackedIsNotFound() {
        assertThatThrownBy(() -> table.find(app(new FunctionId("org.example.Typed", "run", "()V"), new byte[] {1})))
                .isInstanceOf(FunctionNotFoundException.class)
                .hasMessageContaining("org.example.Typed");
    }
}
