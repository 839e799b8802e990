in vec3 ray;
out vec4 colour;

void main() {
    vec3 direction = normalize(ray);
    vec3 light = sky_gradient(direction);
    float towards = dot(direction, sun.xyz);
    light += vec3(2.6, 2.2, 1.5) * smoothstep(0.9985, 0.9992, towards);
    light += vec3(0.9, 0.65, 0.35) * pow(max(towards, 0.0), 180.0) * 0.6;
    colour = vec4(to_srgb(tone_map(light)), 1.0);
}
