in vec2 place;
uniform sampler2D image;
out vec4 colour;

void main() {
    colour = vec4(texture(image, place).rgb, 1.0);
}
